import type { Strategy } from '@vain/learn'
import {
  advanceModel,
  type Drawn,
  firstCheckpoint,
  type GroupSum,
  plainSettings,
  type ServerConfiguration,
} from '@vain/protocol'
import type { Scenario } from '../scenario/scenario.ts'

/** Whoever applies the sums of a round: aggregators, validators and auditors alike. */
export type Server = {
  /** Words that members begin a round with; the parameters first. */
  published(): Float32Array
  /** Applies the sums of a round. @throws {VainError} `protocol/bad-sum` */
  apply(sums: readonly GroupSum[], drawn: Drawn): void
}

/** What of a scenario decides how sums become a model. */
type Terms = Pick<ServerConfiguration, 'numbers' | 'aggregation'>

/**
 * The server of a scenario: the optimisers of the protocol move the model along the mean; a strategy
 * with a step of its own gets the mean.
 */
export function createServer(
  first: Float32Array,
  strategy: Strategy,
  scenario: Pick<Scenario, 'server' | 'strategy'>,
  terms: Terms,
): Server {
  const isProtocols = ['fedavg', 'fedprox'].includes(scenario.strategy.name)
  return isProtocols
    ? optimisingServer(first, {
        ...terms,
        parameters: first.length,
        server: scenario.server,
        strategy: plainSettings.strategy,
      })
    : steppingServer(first, strategy, terms)
}

function optimisingServer(first: Float32Array, configuration: ServerConfiguration): Server {
  let checkpoint = firstCheckpoint(first, configuration)
  return {
    published: () => checkpoint,
    apply(sums, drawn) {
      checkpoint = advanceModel(checkpoint, sums, configuration, drawn)
    },
  }
}

function steppingServer(first: Float32Array, strategy: Strategy, terms: Terms): Server {
  const width = strategy.width(first.length)
  const plain = { ...plainSettings, ...terms, parameters: width }
  let published = new Float32Array(strategy.publishedWords(first.length))
  published.set(first)
  return {
    published: () => published,
    apply(sums, drawn) {
      // From zeros the plain optimiser goes to the mean itself.
      const mean = advanceModel(new Float32Array(width), sums, plain, drawn)
      published = Float32Array.from(strategy.step(published, mean))
    },
  }
}
