import { equalBytes } from '@vain/base'
import {
  canDeal,
  type MaskFrame,
  peersOf,
  type RoundFrame,
  type ShareTable,
  toMaskFrame,
} from '../aggregation/frame.ts'
import { isDealFrom } from '../aggregation/share.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { phases, type Share } from '../messages/bodies.ts'
import { type Fault, fault, isFault } from './fault.ts'
import type { Fetching } from './fetch.ts'
import { firstUnfit } from './openPhase.ts'
import { readPhase } from './readPhase.ts'

/** Reads and checks the share messages of U1, and derives the frame that masks are bound to. */
export async function readShares(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: RoundFrame,
): Promise<{ readonly frame: MaskFrame; readonly shares: ShareTable } | Fault> {
  const { share } = round
  if (share === undefined) return fault('shares', 'missing')
  const [most, { degree }] = [frame.roster.size, frame.topology]
  const shares = await readPhase(
    { from, view, round },
    { name: 'shares', phase: phases.share, artefact: share, most, degree },
  )
  if (isFault(shares)) return shares
  if (shares.size < round.threshold) return fault('shares', 'below-threshold')
  const unfit = await firstUnfit(from, 'shares', shares, (sender, body) =>
    checkShare(frame, sender, body),
  )
  return unfit ?? { frame: toMaskFrame(frame, share.root), shares }
}

/** Why a share message does not fit its frame; undefined if it does. */
export function checkShare(
  frame: RoundFrame,
  sender: number,
  body: Share,
): 'wrong-context' | 'wrong-deals' | undefined {
  if (!equalBytes(body.ctx, frame.ctx)) return 'wrong-context'
  const expected = peersOf(frame, sender).join()
  const isWhole = body.deals.map(({ to }) => to).join() === expected
  const areFit = body.deals.every((deal) => isDealFrom(sender, deal))
  return canDeal(frame, sender) && isWhole && areFit ? undefined : 'wrong-deals'
}
