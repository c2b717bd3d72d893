import type { Log, RandomSource } from '@vain/base'
import type { Follower } from '@vain/chain'
import type { Network } from '@vain/net'
import {
  type ApiDefinition,
  createHttpServer,
  doorOf,
  type HttpServer,
  metricsEndpoint,
  openTokens,
  type PrometheusMeter,
} from '@vain/service'
import type { createCleanup } from '../createCleanup.ts'
import { answerOperator, type OperatorFacts } from './answerOperator.ts'
import { type ApiEvent, eventsEndpoint } from './events.ts'
import { publishEvents } from './publishEvents.ts'

type Deps = OperatorFacts & {
  readonly log: Log
  readonly random: RandomSource
  readonly meter: PrometheusMeter
  readonly follower: Pick<Follower, 'view' | 'onChange'>
  readonly network: Pick<Network, 'peerId' | 'connectedPeers' | 'content'>
}

/**
 * Serves a daemon's API, answers what all operators answer, and tells those who follow what
 * happens.
 *
 * @throws {VainError} `http/not-listening`, and what opening the tokens throws
 */
export async function serveOperator(
  deps: Deps,
  options: {
    readonly api: ApiDefinition
    readonly dataFolder: string
    readonly host: string
    readonly port: number
  },
  cleanup: Pick<ReturnType<typeof createCleanup>, 'add'>,
): Promise<HttpServer> {
  const { log, random, meter, network } = deps
  const { api, dataFolder, host, port } = options
  const tokens = await openTokens(random, dataFolder)
  const { content } = network
  const socketPath = doorOf(dataFolder)
  const http = await createHttpServer(
    { log, meter, content, api, tokens },
    { host, port, socketPath },
  )
  cleanup.add(() => http.close())
  http.answer(metricsEndpoint, meter.render)
  answerOperator(http, deps)
  // Whom it is connected to is the operator's own, as it is among the peers.
  const tell = (event: ApiEvent): void =>
    http.publish(eventsEndpoint, event, event.kind === 'peer' ? 'own' : undefined)
  cleanup.add(publishEvents(deps, tell))
  return http
}
