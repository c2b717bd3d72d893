import type { Share } from '../messages/bodies.ts'
import { peersOf, type RoundFrame, type ShareTable } from './frame.ts'

/** What `owner` dealt to `holder`, in the open part of its message. */
export function dealOf(
  shares: ShareTable,
  owner: number,
  holder: number,
): Share['deals'][number] | undefined {
  const deals = shares.get(owner)?.deals ?? []
  // Deals ascend by holder. Everyone's edges are looked up among everyone's, so a scan would cost.
  let [low, high] = [0, deals.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((deals[middle]?.to ?? holder) < holder) low = middle + 1
    else high = middle
  }
  return deals[low]?.to === holder ? deals[low] : undefined
}

/** The commitment to a pair's seed, as the lower of both published it. §4.3. */
export function edgeOf(shares: ShareTable, i: number, j: number): Uint8Array | undefined {
  return dealOf(shares, Math.min(i, j), Math.max(i, j))?.edge
}

/**
 * Neighbours with which a member can have a mask: both in U1, and the lower one has published an
 * edge that is not void. Ascending. Source: docs/protocol §4.3.
 */
export function candidateEdges(frame: RoundFrame, shares: ShareTable, index: number): number[] {
  return peersOf(frame, index).filter(
    (peer) =>
      shares.has(index) &&
      shares.has(peer) &&
      edgeOf(shares, index, peer)?.some((byte) => byte !== 0),
  )
}
