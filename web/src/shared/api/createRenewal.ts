/** Names of contracts whose events came, or that anything may have changed. */
export type Changes = ReadonlySet<string> | 'anything'

/** Asks again for what has changed, never all the time. */
export type Renewal = {
  note(changes: Changes): void
  stop(): void
}

/** Changes that come together are one reason to ask again, milliseconds. */
const gatherMs = 500
/** Least time from one asking to the next, milliseconds. */
const restMs = 2_000
/** Longest wait for answers before others are asked for, milliseconds. */
const longestMs = 10_000

/**
 * Gathers changes and has them asked for: the first soon, those after it once the answers are there, so
 * that a slow server is not asked the same again before it could answer.
 *
 * @param renew - resolves once what it asked for is answered
 * @param pause - resolves after milliseconds
 */
export function createRenewal(
  renew: (changes: Changes) => Promise<unknown>,
  pause: (ms: number) => Promise<unknown>,
): Renewal {
  let noted: Changes | undefined
  let isBusy = false
  let isOver = false

  async function work(): Promise<void> {
    while (noted !== undefined && !isOver) {
      await pause(gatherMs)
      if (isOver) return
      const changes = noted
      noted = undefined
      await Promise.race([renew(changes), pause(longestMs)])
      await pause(restMs)
    }
    isBusy = false
  }

  return {
    note(changes) {
      noted = both(noted, changes)
      if (isBusy) return
      isBusy = true
      void work()
    },
    stop() {
      isOver = true
    },
  }
}

export const wait = (ms: number): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, ms))

function both(before: Changes | undefined, now: Changes): Changes {
  if (before === 'anything' || now === 'anything') return 'anything'
  return new Set([...(before ?? []), ...now])
}
