import { activeOperators, type LedgerView, roles } from '@vain/protocol'

/**
 * Validators' bonds, in the order of their indices, ascending. What a set takes as weight are the
 * votes when its epoch began, so a bond of this epoch shows in the set of the next.
 */
export type Bonds = readonly { readonly index: number; readonly bonded: bigint }[]

/**
 * Whether a new validator set should be taken before the next round opens: there is none; or this
 * epoch has none yet and the newest one grows too old, or is not of the active validators with the
 * stake they have now.
 *
 * Someone who votes with others' stake, or lends out its own, makes every epoch take a set: that
 * costs gas and nothing else.
 *
 * @param maxAge - epochs that a set may be old when a round opens
 */
export function snapshotDue(
  view: LedgerView,
  currentEpoch: number,
  maxAge: number,
  bonds: Bonds,
): boolean {
  const latest = view.latestEpoch === undefined ? undefined : view.sets.get(view.latestEpoch)
  if (latest === undefined) return true
  if (latest.epoch >= currentEpoch) return false
  if (currentEpoch - latest.epoch >= maxAge) return true
  const taken = latest.indices.map((index, position) => `${index}:${latest.weights[position]}`)
  return taken.join() !== bonds.map(({ index, bonded }) => `${index}:${bonded}`).join()
}

/** Indices of the validators that a set would be taken of. */
export function candidates(view: LedgerView): number[] {
  return activeOperators(view, roles.validator)
}
