/** What a vote is for, by the governor's numbers. Source: OpenZeppelin, `GovernorCountingSimple.VoteType`. */
export const supportNumbers = { against: 0, for: 1, abstain: 2 } as const

export type Support = keyof typeof supportNumbers
