import type { Log } from '@vain/base'

/** What has to be ended, in the order in which it was begun. */
export type Cleanup = {
  add(end: () => void | Promise<void>): void
  /** Ends everything, the last first; a failure is logged and the rest goes on. May be repeated. */
  run(): Promise<void>
}

export function createCleanup(log: Log): Cleanup {
  const ends: (() => void | Promise<void>)[] = []
  let running: Promise<void> | undefined

  async function endAll(): Promise<void> {
    for (const end of ends.reverse()) {
      try {
        await end()
      } catch (error) {
        log.warn('something did not end well', { error })
      }
    }
  }

  return {
    add: (end) => void ends.push(end),
    run() {
      running ??= endAll()
      return running
    },
  }
}
