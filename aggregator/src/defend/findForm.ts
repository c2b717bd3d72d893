import { toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import {
  type Fault,
  fault,
  type Hex,
  isFault,
  readReveals,
  sumForm,
  type Topology,
} from '@vain/protocol'
import { readDealings } from './readDealings.ts'
import type { Sources } from './sources.ts'

/**
 * What the root of a round's sum is the hash of, if it is not that of a tree over its pieces. Which
 * groups are in it follows from the topology, the survivors and, without masks, who revealed.
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
  const groups = summedGroups(frame.topology, survivors.u2, revealed.reveals)
  const form = sumForm(groups, configuration, tree)
  return form !== undefined && toHex(sha256(form)) === root ? form : misfit
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
