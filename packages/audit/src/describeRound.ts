import { currentRound, type RoundState, type RoundView, type RunView } from '@vain/protocol'
import type { AuditedRound } from './report.ts'

/** A round by what the chain says of it, before any artefact is looked at. */
export function describeRound(run: RunView, round: RoundView): AuditedRound {
  const { roster, shares, masks, reveals, proposal, certificate } = round
  return {
    round: round.round,
    outcome: outcomeOf(run, round),
    ...(certificate && { version: certificate.version }),
    reached: reachedBy(round),
    sets: {
      members: round.members.length,
      threshold: round.threshold,
      ...(roster && { roster: roster.indices.length }),
      ...(shares && { u1: shares.indices.length }),
      ...(masks && { u2: masks.indices.length }),
      ...(reveals && { revealed: reveals.indices.length }),
    },
    ...(proposal && { modelRoot: proposal.modelRoot }),
    bytes: 0,
    seconds: 0,
  }
}

function outcomeOf(run: RunView, round: RoundView): AuditedRound['outcome'] {
  if (round.aborted !== undefined) return 'aborted'
  if (round.certificate !== undefined) return 'unchecked'
  return currentRound(run) === round ? 'live' : 'unchecked'
}

/** The last live state of a round, or `certified`. */
function reachedBy(round: RoundView): RoundState {
  if (round.certificate !== undefined) return 'certified'
  if (round.proposal !== undefined) return 'proposed'
  if (round.reveals !== undefined) return 'revealed'
  if (round.masks !== undefined) return 'masked'
  if (round.shares !== undefined) return 'shared'
  return round.roster === undefined ? 'open' : 'rostered'
}
