import { equalBytes } from '@vain/base'
import { candidateEdges } from '../aggregation/edges.ts'
import type { MaskFrame, ShareTable } from '../aggregation/frame.ts'
import { maskedEdges } from '../aggregation/mask.ts'
import { canStand, firstOneSided, readPeers, type Survivors } from '../aggregation/survivors.ts'
import { fromBitmap, isSubset } from '../bitmap.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { type Mask, phases } from '../messages/bodies.ts'
import { type Fault, fault, isFault } from './fault.ts'
import type { Fetching } from './fetch.ts'
import { firstUnfit } from './openPhase.ts'
import { readPhase } from './readPhase.ts'

/** Reads and checks the mask messages of U2. `words` is the length every vector must have. */
export async function readMasks(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: MaskFrame,
  shares: ShareTable,
  words: number,
): Promise<ReadonlyMap<number, Mask> | Fault> {
  const { masks: artefact, survivors } = round
  if (artefact === undefined || survivors === undefined) return fault('masks', 'missing')
  if (!isSubset(survivors, [...shares.keys()])) return fault('masks', 'not-a-subset')
  const masks = await readPhase(
    { from, view, round },
    { name: 'masks', phase: phases.mask, artefact, most: survivors.length },
  )
  if (isFault(masks)) return masks
  if ([...masks.keys()].join() !== survivors.join())
    return fault('masks', 'wrong-set', { detail: [...masks.keys()].join() })
  const unfit = await firstUnfit(from, 'masks', masks, (sender, body) =>
    checkMask(frame, shares, words, sender, body),
  )
  if (unfit !== undefined) return unfit
  if (!canStand(frame, survivors)) return fault('masks', 'below-threshold')
  const sender = firstOneSided(readPeers(masks), survivors)
  return sender === undefined ? masks : fault('masks', 'asymmetric-edges', { sender })
}

/** Why a mask message does not fit its frame and the shares; undefined if it does. */
export function checkMask(
  frame: MaskFrame,
  shares: ShareTable,
  words: number,
  sender: number,
  body: Mask,
): 'wrong-context' | 'wrong-length' | 'wrong-edges' | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (body.length !== words) return 'wrong-length'
  const named = fromBitmap(body.peers)
  const { edges } = maskedEdges(shares, sender, named)
  return mayName(frame, shares, sender, named) && equalBytes(body.edges, edges)
    ? undefined
    : 'wrong-edges'
}

/**
 * Whether a member may say that these are its masks. It may leave out peers below, whose ciphertexts
 * may be bad; of those above it made the edges itself. Source: docs/protocol §4.5.
 */
function mayName(
  frame: MaskFrame,
  shares: ShareTable,
  sender: number,
  named: readonly number[],
): boolean {
  const candidates = candidateEdges(frame, shares, sender)
  const owed = candidates.filter((peer) => peer > sender)
  return (
    isSubset(named, candidates) &&
    isSubset(owed, named) &&
    named.length + 1 >= frame.topology.thresholdOf(sender)
  )
}

/** The survivors of a round whose masks are fixed. */
export function survivorsOf(
  round: RoundView,
  shares: ShareTable,
  masks: ReadonlyMap<number, Mask>,
): Survivors {
  return { u1: [...shares.keys()], u2: round.survivors ?? [], peers: readPeers(masks) }
}
