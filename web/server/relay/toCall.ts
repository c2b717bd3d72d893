import type { SignedVote } from '@vain/indexer'

/** `VoteType` of the governor. */
const supports = { against: 0, for: 1, abstain: 2 } as const

/** The call that casts a signed vote, by name and arguments: one of three functions of the governor. */
export function toCall(vote: SignedVote): {
  readonly name: string
  readonly args: readonly unknown[]
} {
  const { kind, proposal, voter, reason, params, signature } = vote
  const support = supports[vote.support]
  const id = BigInt(proposal)
  if (kind === 'override')
    return { name: 'castOverrideVoteBySig', args: [id, support, voter, reason, signature] }
  if (kind === 'reasoned')
    return {
      name: 'castVoteWithReasonAndParamsBySig',
      args: [id, support, voter, reason, params, signature],
    }
  return { name: 'castVoteBySig', args: [id, support, voter, signature] }
}
