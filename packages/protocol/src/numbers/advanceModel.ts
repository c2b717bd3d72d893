import { VainError } from '@vain/base'
import { combine } from '../combine/combine.ts'
import { leastMeans } from '../combine/means.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import { readMean } from '../strategy/readMean.ts'
import { stepControl } from '../strategy/stepControl.ts'
import { updateLength } from '../strategy/updateLength.ts'
import { checkpointWords, partsOf } from './checkpoint.ts'
import type { GroupSum } from './groupSum.ts'
import { laneCount } from './lanes.ts'
import { rotateBack } from './rotation.ts'
import { stepServer } from './serverOptimiser.ts'

/** What of a configuration decides how sums become a model. */
export type ServerConfiguration = Pick<
  Configuration,
  'parameters' | 'numbers' | 'aggregation' | 'server' | 'strategy'
>

type Combining = Pick<Configuration['aggregation'], 'combine' | 'byzantineBps'>

/** What of a round decides how its sums are read. */
export type Drawn = {
  /** The run's head after `open`, from which the round's rotation and coordinates follow. */
  readonly openHead: Hex
  /** How many groups its topology has, whether they were opened or not. */
  readonly groups: number
  /** How many members it has. */
  readonly members: number
}

/**
 * The next checkpoint: the old one, moved by the server optimiser along the combined mean of the
 * groups' updates, as the run's strategy reads it.
 *
 * Every operation is IEEE-exact and in a fixed order, so the bytes agree on every machine.
 *
 * @param checkpoint - parameters, state of optimiser and strategy, left as they were
 * @param sums - of the groups that were opened, ascending by group
 * @throws {VainError} `protocol/bad-sum` if no group has a possible weight or the model overflows,
 *   `protocol/too-few-means` if those that have one are too few for the rule that combines them
 *
 * Source: docs/protocol §5.2, §5.6.
 */
export function advanceModel(
  checkpoint: Float32Array,
  sums: readonly GroupSum[],
  configuration: ServerConfiguration,
  drawn: Drawn,
): Float32Array {
  const { mean, weight } = combineSums(sums, configuration, drawn)
  const next = checkpoint.slice()
  if (next.length !== checkpointWords(configuration))
    throw new VainError('protocol/bad-sum', 'the checkpoint has another length', {
      words: next.length,
    })
  const state = partsOf(next, configuration)
  const { update, control } = readMean(mean, configuration, drawn.openHead)
  stepServer(state, update, configuration.server)
  // With SCAFFOLD everyone weighs one.
  stepControl(state.control, control, weight / drawn.members)
  if (!next.every(Number.isFinite))
    throw new VainError('protocol/bad-sum', 'the model overflows with this sum', {})
  return next
}

/** A combined mean, `updateLength` doubles, and the weight of all that is in it. */
type Combined = { readonly mean: Float64Array; readonly weight: number }

/** Mean updates of the groups as one vector. */
function combineSums(
  sums: readonly GroupSum[],
  configuration: ServerConfiguration,
  { openHead, groups }: Drawn,
): Combined {
  const { aggregation } = configuration
  const length = updateLength(configuration)
  const possible = sums.filter((sum) => isPossible(sum, configuration))
  const [first] = possible
  if (first === undefined)
    throw new VainError('protocol/bad-sum', 'no sum has a possible weight and length', {
      weights: sums.map(({ sum }) => sum[length] ?? 0),
      survivors: sums.map(({ survivors }) => survivors),
    })
  const weight = possible.reduce((all, { sum }) => all + (sum[length] as number), 0)
  if (aggregation.combine === 'mean')
    return { mean: meanOf(addSums(possible), configuration, openHead), weight }
  const means = possible.map(({ sum }) => meanOf(Float64Array.from(sum), configuration, openHead))
  // A group that cannot be of honest members alone is one of the bad ones, and is out already.
  const found = sums.length - possible.length
  const byzantine = Math.max(0, byzantineOf(aggregation, groups) - found)
  return { mean: combine(aggregation.combine, means, byzantine), weight }
}

/** How many of a round's groups may be bad. */
const byzantineOf = ({ byzantineBps }: Combining, groups: number): number =>
  Math.ceil((groups * byzantineBps) / 10_000)

/**
 * Whether a round of so many groups can have a model at all, if all of them are opened.
 *
 * Source: docs/protocol §5.2.
 */
export function hasGroupsFor(aggregation: Combining, groups: number): boolean {
  return groups >= leastMeans(aggregation.combine, byzantineOf(aggregation, groups))
}

/** Whether a sum can be that of honest members. One member can spoil its group's, not the others. */
function isPossible({ sum, survivors }: GroupSum, configuration: ServerConfiguration): boolean {
  const total = sum[updateLength(configuration)] ?? 0
  const greatest = survivors * configuration.numbers.maxWeight
  return sum.length === laneCount(configuration) && total > 0 && total <= greatest
}

/** Everything in all groups. Exact: fewer than 2¹⁶ sums of words below 2³¹. */
function addSums(sums: readonly GroupSum[]): Float64Array {
  const total = new Float64Array(sums[0]?.sum.length ?? 0)
  for (const { sum } of sums)
    for (let j = 0; j < total.length; j++) total[j] = (total[j] as number) + (sum[j] as number)
  return total
}

/** Weighted mean of the updates in a sum, in the model's units. Source: docs/protocol §5.2. */
function meanOf(
  sum: Float64Array,
  configuration: Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>,
  openHead: Hex,
): Float64Array {
  const { numbers } = configuration
  const length = updateLength(configuration)
  // A power of two times an integer: exact.
  const divisor = 2 ** numbers.scaleBits * (sum[length] as number)
  const mean = new Float64Array(length)
  for (let j = 0; j < length; j++) mean[j] = ((sum[j] as number) * numbers.maxWeight) / divisor
  if (numbers.rotate) rotateBack(mean, openHead)
  return mean
}
