/** What one peer may use up. */
export type BudgetOptions = {
  /** Units that each peer earns in a second. */
  readonly perSecond: number
  /** Most that a peer can have saved. */
  readonly burst: number
}

/** A purse for each peer, which fills up by itself. */
export type Budget = {
  /** Takes the amount out of the peer's purse, into debt if there is less. */
  spend(peerId: string, amount: number): void
  /** Milliseconds until the purse holds at least the amount, 0 if it does now. */
  waitMs(peerId: string, amount: number): number
}

/**
 * Token buckets, one for each peer; whoever spends nothing is not remembered.
 *
 * @param nowMs - a clock that never goes back
 */
export function createBudget({ perSecond, burst }: BudgetOptions, nowMs: () => number): Budget {
  const purses = new Map<string, { units: number; atMs: number }>()
  const balance = (peerId: string): number => {
    const purse = purses.get(peerId)
    if (purse === undefined) return burst
    const earned = ((nowMs() - purse.atMs) / 1000) * perSecond
    return Math.min(burst, purse.units + earned)
  }
  return {
    spend: (peerId, amount) =>
      void purses.set(peerId, { units: balance(peerId) - amount, atMs: nowMs() }),
    waitMs: (peerId, amount) => Math.max(0, ((amount - balance(peerId)) / perSecond) * 1000),
  }
}
