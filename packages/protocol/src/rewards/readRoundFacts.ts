import { cidOfContent } from '../artefact.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { phases } from '../messages/bodies.ts'
import { revealRoot, splitRevealArtefact } from '../messages/bundle.ts'
import { type Fault, fault, isFault } from '../verify/fault.ts'
import { type Fetching, fetchArtefact } from '../verify/fetch.ts'
import { openPhase } from '../verify/openPhase.ts'
import { type RunTerms, topologyOf } from '../verify/readFrame.ts'
import { revealLimit } from '../verify/readReveals.ts'
import { readEvaluations } from '../verify/verifyCertificate.ts'
import type { RoundFacts } from './rewardRound.ts'

/**
 * Reads what of a certified round its rewards depend on, checked against the roots on chain and the
 * signatures of the senders.
 *
 * What validators certified, such as commitments and the sum, is not checked again; `verifyRound`
 * does that.
 */
export async function readRoundFacts(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  configuration: RunTerms['configuration'],
): Promise<RoundFacts | Fault> {
  if (round.certificate === undefined) return fault('certificate', 'missing')
  const revealed = await readRevealers(from, view, round, configuration)
  if (isFault(revealed)) return revealed
  const evaluations = await readEvaluations(from, view, round, round.certificate.evaluation)
  return isFault(evaluations) ? evaluations : { revealed, evaluations }
}

async function readRevealers(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  configuration: RunTerms['configuration'],
): Promise<number[] | Fault> {
  const artefact = round.proposal?.reveals
  if (artefact === undefined) return fault('reveals', 'missing')
  const most = round.members.length
  const limit = revealLimit(topologyOf(round, configuration))
  const bytes = await fetchArtefact(from, 'reveals', cidOfContent(artefact.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const parts = splitRevealArtefact(bytes, most)
  if (parts === undefined) return fault('reveals', 'malformed')
  const root = revealRoot(parts.reveals, parts.recovers, parts.check)
  if (root !== artefact.root)
    return fault('reveals', 'root-mismatch', { found: root, onChain: artefact.root })
  const reveals = await openPhase(from, view, round, 'reveals', phases.reveal, parts.reveals)
  return isFault(reveals) ? reveals : [...reveals.keys()]
}
