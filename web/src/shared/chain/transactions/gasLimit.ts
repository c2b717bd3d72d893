/**
 * Gas for checkpoints of votes, of which one call writes three at most. Those of one second share a
 * slot: estimated in a second that has one already, and mined in the next, each takes some 22,600 more.
 *
 * Source: OpenZeppelin Contracts, `Checkpoints` and `VotesExtended`.
 */
const checkpointGas = 70_000n

/** Most gas one transaction may have. Source: EIP-7825. */
const mostGas = 1n << 24n

/** What a transaction may take: an estimate, with a margin for what happens before its block. */
export function gasLimitOf(estimate: bigint): bigint {
  const limit = (estimate * 13n) / 10n + checkpointGas
  return limit < mostGas ? limit : mostGas
}
