import type { ProposalState } from '@vain/abi'
import type { Hex } from '@vain/protocol'

/** One thing that a proposal does. */
export type ProposalCall = {
  /** Lower case. */
  readonly target: Hex
  readonly valueWei: bigint
  readonly data: Hex
}

/** What was proposed to the voters. */
export type GovernorProposal = {
  /** A hash of the calls and the description. */
  readonly id: Hex
  readonly proposer: Hex
  readonly calls: readonly ProposalCall[]
  /** As text; what is no UTF-8 in it is replaced. */
  readonly description: string
  /** Keccak-256 of its bytes, as they are. */
  readonly descriptionHash: Hex
  /** Block in which it was proposed. */
  readonly block: number
}

/** Where a proposal stands. Times in seconds, votes in the token's smallest unit. */
export type ProposalStanding = {
  readonly state: ProposalState
  /** After it the vote begins: the stake of that second votes. */
  readonly snapshot: number
  /** Last second of the vote. */
  readonly deadline: number
  /** First second in which it can be executed; 0 before it is queued. */
  readonly readyAt: number
  /** Last second in which it can be executed. */
  readonly expiry: number
  readonly votes: { readonly for: bigint; readonly against: bigint; readonly abstain: bigint }
  /** Votes for and abstentions that it takes; undefined before the snapshot. */
  readonly quorum: bigint | undefined
}

/** How decisions are made in a network. Times in seconds. */
export type GovernanceTerms = {
  readonly votingDelay: number
  readonly votingPeriod: number
  readonly timelockDelay: number
  readonly executionSeconds: number
  /** Votes that a proposer needs. */
  readonly proposalThreshold: bigint
}

/** A vote, by the governor's numbers. Source: OpenZeppelin, `GovernorCountingSimple.VoteType`. */
export const voteNumbers = { against: 0, for: 1, abstain: 2 } as const

export type Vote = keyof typeof voteNumbers
