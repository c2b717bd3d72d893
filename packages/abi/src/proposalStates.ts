/** States of a proposal by their number. Source: OpenZeppelin, `IGovernor.ProposalState`. */
export const proposalStates = [
  'pending',
  'active',
  'canceled',
  'defeated',
  'succeeded',
  'queued',
  'expired',
  'executed',
] as const

export type ProposalState = (typeof proposalStates)[number]
