import { afterCheck, type MaskFrame, type ShareTable } from '../aggregation/frame.ts'
import { checkRecover, checkReveal } from '../aggregation/reveal.ts'
import type { Survivors } from '../aggregation/survivors.ts'
import type { Revealed } from '../aggregation/unmask.ts'
import { cidOfContent } from '../artefact.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { phases } from '../messages/bodies.ts'
import { bundleLimit, type CheckRefs, revealRoot, splitRevealArtefact } from '../messages/bundle.ts'
import type { Topology } from '../topology/createTopology.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'
import { firstUnfit, openPhase } from './openPhase.ts'
import { compareRoot } from './readPhase.ts'

/** Longest reveal artefact of a round, in bytes. */
export function revealLimit({ groups, degree }: Topology): number {
  return 2 * bundleLimit(phases.recover, groups.flat().length, degree)
}

/** What was revealed in a round, and after which check. */
export type RevealedRound = Revealed & { readonly check?: CheckRefs }

/**
 * Reads and checks everything revealed in a round. Where a check is named, it was revealed after that
 * one; whether the run has any is for the caller to say.
 */
export async function readReveals(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  masked: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
): Promise<RevealedRound | Fault> {
  const artefact = round.proposal?.reveals
  if (artefact === undefined) return fault('reveals', 'missing')
  const most = round.members.length
  const limit = revealLimit(masked.topology)
  const bytes = await fetchArtefact(from, 'reveals', cidOfContent(artefact.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const parts = splitRevealArtefact(bytes, most)
  if (parts === undefined) return fault('reveals', 'malformed')
  const { check } = parts
  const frame = check === undefined ? masked : afterCheck(masked, check.checks.root)
  const root = revealRoot(parts.reveals, parts.recovers, check)
  const misfit = await compareRoot(from, view, 'reveals', parts.reveals, root, artefact)
  if (misfit !== undefined) return misfit
  const reveals = await openPhase(from, view, round, 'reveals', phases.reveal, parts.reveals)
  if (isFault(reveals)) return reveals
  const recovers = await openPhase(from, view, round, 'reveals', phases.recover, parts.recovers)
  if (isFault(recovers)) return recovers
  const unfit =
    (await firstUnfit(from, 'reveals', reveals, (sender, body) =>
      checkReveal(frame, shares, survivors, sender, body),
    )) ??
    (await firstUnfit(from, 'reveals', recovers, (sender, body) =>
      checkRecover(frame, shares, survivors, sender, body),
    ))
  return unfit ?? { reveals, recovers, ...(check && { check }) }
}
