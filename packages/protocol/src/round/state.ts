/** States of a round by their number on chain. Source: docs/protocol §6.1. */
export const roundStates = [
  'idle',
  'open',
  'masked',
  'proposed',
  'certified',
  'final',
  'aborted',
  'disputed',
] as const

export type RoundState = (typeof roundStates)[number]

/** States that have a deadline and can be aborted past it. */
export const liveStates: readonly RoundState[] = ['open', 'masked', 'proposed']

/** Parameters of a run's rounds, as `RunRegistry` holds them. Times in seconds. */
export type RoundParams = {
  readonly minMembers: number
  /** Share of corrupt members that a round must withstand, in 1/10,000. */
  readonly corruptionBps: number
  readonly turnSeconds: number
  readonly phaseTurns: number
  /** Added to the first turn of `open`, where members train. */
  readonly trainSeconds: number
  readonly disputeSeconds: number
  /** Depth, in blocks, at which the survivor set counts as final. */
  readonly finalityBlocks: number
  readonly maxEpochAge: number
  /** Last round that the privacy budget pays for. */
  readonly lastRound: number
}

/**
 * Smallest number of members whose sum may be opened: `⌊(n + c)/2⌋ + 1` with
 * `c = ⌈n · corruptionBps / 10,000⌉`. Source: docs/protocol §6.3.
 */
export function thresholdOf(members: number, corruptionBps: number): number {
  const corrupt = Math.ceil((members * corruptionBps) / 10_000)
  return Math.floor((members + corrupt) / 2) + 1
}
