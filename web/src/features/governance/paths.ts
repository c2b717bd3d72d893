/** Where a proposal is made. */
export const newProposalPath = '/governance/new'
