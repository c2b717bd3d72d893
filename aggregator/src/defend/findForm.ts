import { toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import {
  type Configuration,
  type Fault,
  fault,
  type Hex,
  isFault,
  laneCount,
  readReveals,
  sumForm,
  type Topology,
} from '@vain/protocol'
import { readDealings } from './readDealings.ts'
import type { Sources } from './sources.ts'

/**
 * What the root of a round's sum is the hash of, if it is not that of a tree over its pieces. Which
 * groups are in it follows from the topology, the survivors and, without masks, who revealed; a
 * check may have left some of these out.
 *
 * @returns empty if the root is the tree's own; a fault if nothing fits, or if what it follows from
 *   is not to be had
 *
 * Source: docs/protocol §4.6, §5.4.
 */
export async function findForm(
  sources: Sources,
  pieces: readonly Uint8Array[],
  root: Hex,
): Promise<Uint8Array | Fault> {
  const misfit = fault('sum', 'root-mismatch', { detail: `asked for ${root}` })
  if (pieces.length === 0) return misfit
  const tree = merkleRoot(pieces)
  if (toHex(tree) === root) return new Uint8Array()
  const { view, round, from } = sources
  const dealings = await readDealings(sources)
  if (isFault(dealings)) return dealings
  const { configuration, frame, shares, survivors } = dealings
  const revealed = await readReveals(from, view, round, frame, shares, survivors)
  if (isFault(revealed)) return revealed
  const opened = summedGroups(frame.topology, survivors.u2, revealed.reveals)
  const words = pieces.reduce((sum, { length }) => sum + length, 0) / 4
  for (const groups of mayCount(opened, words / laneCount(configuration), configuration)) {
    const form = sumForm(groups, configuration, tree)
    if (form !== undefined && toHex(sha256(form)) === root) return form
  }
  return misfit
}

/** Most sets of groups that are tried. */
const maxSets = 10_000

/**
 * Sets of `count` groups that a sum can be of. A check leaves groups out, and to judge which takes
 * every vector of the round; the root says it too.
 */
function* mayCount(
  opened: readonly number[],
  count: number,
  { aggregation }: Pick<Configuration, 'aggregation'>,
): Generator<readonly number[]> {
  if (aggregation.check === 'none') yield opened
  else yield* take(setsOf(opened, count), maxSets)
}

function* setsOf(from: readonly number[], count: number): Generator<readonly number[]> {
  if (count === 0) yield []
  for (const [i, first] of from.entries()) {
    if (from.length - i < count) return
    for (const rest of setsOf(from.slice(i + 1), count - 1)) yield [first, ...rest]
  }
}

function* take<T>(values: Iterable<T>, most: number): Generator<T> {
  let taken = 0
  for (const value of values) {
    if (taken++ === most) return
    yield value
  }
}

/** Groups that a sum of their survivors was opened of, ascending. */
function summedGroups(
  { groups, plan }: Topology,
  u2: readonly number[],
  reveals: ReadonlyMap<number, unknown>,
): number[] {
  // Nobody stands in for who is summed with nobody; of the others every group has to be opened.
  const inSum = new Set(plan.kind === 'singles' ? reveals.keys() : u2)
  return [...groups.keys()].filter((group) => groups[group]?.some((index) => inSum.has(index)))
}
