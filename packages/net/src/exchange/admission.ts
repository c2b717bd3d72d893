/** Limits on what one peer may ask for. */
export type AdmissionOptions = {
  /** Requests of one peer that may be under way at once. */
  readonly maxConcurrent: number
  /** Requests of one peer per second in the long run. */
  readonly perSecond: number
  /** Requests a peer may make at once after a pause. */
  readonly burst: number
}

/** Decides request by request; the limits hold for every peer by itself. */
export type Admission = {
  /** Starts a request: returns what ends it, or `undefined` if the peer must wait. */
  enter(peerId: string): (() => void) | undefined
}

type Account = { running: number; tokens: number; atMs: number }

/**
 * A token bucket and a counter for each peer.
 *
 * @param nowMs - a clock that never goes back
 */
export function createAdmission(options: AdmissionOptions, nowMs: () => number): Admission {
  const accounts = new Map<string, Account>()
  return {
    enter(peerId) {
      const atMs = nowMs()
      const account = accounts.get(peerId) ?? { running: 0, tokens: options.burst, atMs }
      accounts.set(peerId, account)
      const earned = ((atMs - account.atMs) / 1000) * options.perSecond
      account.tokens = Math.min(options.burst, account.tokens + earned)
      account.atMs = atMs
      if (account.running >= options.maxConcurrent || account.tokens < 1) return undefined
      account.tokens -= 1
      account.running += 1
      let left = false
      return () => {
        if (!left) account.running -= 1
        left = true
      }
    },
  }
}
