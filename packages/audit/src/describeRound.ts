import { currentRound, type RoundState, type RoundView, type RunView } from '@vain/protocol'
import type { AuditedRound } from './report.ts'

/** A round by what the chain says of it, before any artefact is looked at. */
export function describeRound(run: RunView, round: RoundView): AuditedRound {
  const { survivors, proposal, certificate } = round
  return {
    round: round.round,
    outcome: outcomeOf(run, round),
    ...(certificate && { version: certificate.version }),
    reached: reachedBy(round),
    sets: {
      members: round.members.length,
      threshold: round.threshold,
      ...(survivors && { u2: survivors.length }),
    },
    ...(proposal && { modelRoot: proposal.model.root }),
    bytes: 0,
    seconds: 0,
  }
}

function outcomeOf(run: RunView, round: RoundView): AuditedRound['outcome'] {
  if (round.aborted !== undefined) return 'aborted'
  if (round.overturned !== undefined) return 'overturned'
  if (round.certificate !== undefined) return 'unchecked'
  return currentRound(run) === round ? 'live' : 'unchecked'
}

/** The last live state of a round, or `certified`. */
function reachedBy(round: RoundView): RoundState {
  if (round.certificate !== undefined) return 'certified'
  if (round.proposal !== undefined) return 'proposed'
  return round.survivors === undefined ? 'open' : 'masked'
}
