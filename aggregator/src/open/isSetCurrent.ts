import type { LedgerView } from '@vain/protocol'

/** A validator's bond. */
export type Bond = { readonly index: number; readonly bonded: bigint }

/**
 * Whether a set is still good for a new round: young enough, and of the active validators with the
 * stake they have now.
 *
 * A set's weights are the votes when its epoch began. Whoever votes with others' stake, or lends
 * out its own, makes every set look outdated; that costs a set per epoch and nothing else.
 *
 * @param maxAge - epochs that a set may be old when a round opens
 * @param bonds - of all active validators, ascending by index
 */
export function isSetCurrent(
  view: LedgerView,
  currentEpoch: number,
  maxAge: number,
  bonds: readonly Bond[],
): boolean {
  const latest = view.latestEpoch === undefined ? undefined : view.sets.get(view.latestEpoch)
  // A set that is just not too old may be by the time the round opens.
  if (latest === undefined || currentEpoch - latest.epoch >= maxAge) return false
  const taken = latest.indices.map((index, position) => `${index}:${latest.weights[position]}`)
  return taken.join() === bonds.map(({ index, bonded }) => `${index}:${bonded}`).join()
}
