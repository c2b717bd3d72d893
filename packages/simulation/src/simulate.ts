import type { Strategy } from '@vain/learn'
import { assertNoWrap, type Numbers, plainSettings } from '@vain/protocol'
import { createVirtualClock } from './clock/virtualClock.ts'
import { createMembers } from './learning/createMembers.ts'
import { createServer } from './learning/createServer.ts'
import { createStrategy } from './learning/createStrategy.ts'
import type { Learner, Mark } from './learning/learner.ts'
import { openLearner } from './learning/openLearner.ts'
import { createLedger } from './ledger/createLedger.ts'
import { createPopulation } from './population/population.ts'
import { createRounds } from './round/createRounds.ts'
import type { RoundOutcome, Stage } from './round/stage.ts'
import type { Scenario } from './scenario/scenario.ts'
import { askedOf } from './selection/createSelector.ts'

/** One round, as it is reported. */
export type RoundReport = Omit<RoundOutcome, 'contributions'> & {
  /** Second of the virtual clock at which it ended. */
  readonly second: number
  readonly survivors: number
  /** Mean of the survivors' losses while they trained; undefined without any. */
  readonly trainLoss: number | undefined
  /** How good the model is; undefined in rounds after which nobody looks. */
  readonly mark: Mark | undefined
}

/** A whole simulation. */
export type SimulationReport = {
  readonly rounds: readonly RoundReport[]
  /** How often each member was in a sum. */
  readonly participation: readonly number[]
  /** The last model's parameters. */
  readonly parameters: Float32Array
}

/** Hooks of a simulation. */
export type SimulationHooks = {
  onRound?(report: RoundReport): void
  /** Ends the simulation between two rounds. */
  readonly signal?: AbortSignal
}

/**
 * Plays a scenario from the first round to the last, or until its target is reached. The same
 * scenario gives the same report, as far as the engine that trains gives the same models.
 *
 * @throws {VainError} `protocol/sum-may-wrap` if its numbers do not fit so many members, and what
 *   data and engine throw
 */
export async function simulate(
  scenario: Scenario,
  hooks: SimulationHooks = {},
): Promise<SimulationReport> {
  const learner = await openLearner(scenario)
  try {
    return await playAll(scenario, learner, hooks)
  } finally {
    await learner.close()
  }
}

/**
 * Settings of a scenario's numbers as a configuration has them. Where members count as one each, the
 * greatest weight is 1: any other would only cost digits.
 */
function numbersOf({ numbers }: Scenario, { weighting }: Strategy): Numbers {
  const { clip, maxWeight, ...others } = numbers
  const clipMicro = Math.round(clip * 1e6)
  return { ...others, clipMicro, maxWeight: weighting === 'members' ? 1 : maxWeight }
}

function setStage(scenario: Scenario, learner: Learner): Stage {
  const strategy = createStrategy(scenario, learner)
  const numbers = numbersOf(scenario, strategy)
  const width = strategy.width(learner.parameters)
  assertNoWrap({ ...plainSettings, parameters: width, numbers }, askedOf(scenario), 0)
  const aggregation = { ...plainSettings.aggregation, ...scenario.aggregation }
  const population = createPopulation(scenario)
  return {
    ...{ scenario, numbers, width, population },
    clock: createVirtualClock(),
    ledger: createLedger(scenario),
    members: createMembers({ learner, population, strategy }, scenario, numbers),
    server: createServer(learner.initialise(), strategy, scenario, { numbers, aggregation }),
    examplesTrained: (member) => learner.examplesOf(member) * scenario.training.epochs,
  }
}

async function playAll(
  scenario: Scenario,
  learner: Learner,
  { onRound, signal }: SimulationHooks,
): Promise<SimulationReport> {
  const stage = setStage(scenario, learner)
  const rounds = createRounds(stage, learner)
  const participation = new Array<number>(scenario.members).fill(0)
  const reports: RoundReport[] = []
  const parametersOf = (): Float32Array => stage.server.published().slice(0, learner.parameters)
  for (let count = 1; count <= scenario.rounds; count++) {
    signal?.throwIfAborted()
    const { contributions, ...outcome } = await rounds.play(count)
    for (const { member } of contributions)
      participation[member] = (participation[member] as number) + 1
    const isLooked = count % scenario.evaluateEvery === 0 || count === scenario.rounds
    const survivors = contributions.length
    const report = {
      ...outcome,
      ...{ second: stage.clock.now(), survivors },
      trainLoss: meanOf(contributions.map(({ loss }) => loss)),
      mark: isLooked ? await learner.evaluate(parametersOf()) : undefined,
    }
    reports.push(report)
    onRound?.(report)
    if ((report.mark?.accuracy ?? 0) >= (scenario.targetAccuracy ?? Infinity)) break
  }
  return { rounds: reports, participation, parameters: parametersOf() }
}

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
