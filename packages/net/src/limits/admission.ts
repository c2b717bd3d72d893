import { type BudgetOptions, createBudget } from './budget.ts'

/** Limits on what one peer may ask for: requests per second, and at once. */
export type AdmissionOptions = BudgetOptions & {
  /** Requests of one peer that may be under way at once. */
  readonly maxConcurrent: number
}

/** Decides request by request; the limits hold for every peer by itself. */
export type Admission = {
  /** Starts a request: returns what ends it, or `undefined` if the peer must wait. */
  enter(peerId: string): (() => void) | undefined
}

/**
 * A budget of requests and a counter for each peer.
 *
 * @param nowMs - a clock that never goes back
 */
export function createAdmission(options: AdmissionOptions, nowMs: () => number): Admission {
  const budget = createBudget(options, nowMs)
  const running = new Map<string, number>()
  const step = (peerId: string, by: number): void => {
    const count = (running.get(peerId) ?? 0) + by
    if (count === 0) running.delete(peerId)
    else running.set(peerId, count)
  }
  return {
    enter(peerId) {
      const isBusy = (running.get(peerId) ?? 0) >= options.maxConcurrent
      if (isBusy || budget.waitMs(peerId, 1) > 0) return undefined
      budget.spend(peerId, 1)
      step(peerId, 1)
      let left = false
      return () => {
        if (!left) step(peerId, -1)
        left = true
      }
    },
  }
}
