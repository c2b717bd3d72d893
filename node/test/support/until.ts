import { setImmediate as turn } from 'node:timers/promises'

/** Less than a test may take, so that it ends by saying what it waited for. */
const longestMs = 15_000

/** Waits until something holds that no event tells of. @throws {Error} if it never does */
export async function until(holds: () => boolean, what = 'it'): Promise<void> {
  const end = performance.now() + longestMs
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} never happened`)
    await turn()
  }
}

/** What is begun and ends: files read and written, jobs of threads. What stays open is no work. */
const work = /Req|Job/i

/** Turns of the event loop in a row without any work after which none goes on: what ends begins more. */
const quietTurns = 3

/**
 * Waits until everything that was begun has gone as far as it can without time passing: no file is
 * being read or written, and nothing that waited for one has more to do.
 */
export async function untilQuiet(): Promise<void> {
  const isBusy = (): boolean => process.getActiveResourcesInfo().some((it) => work.test(it))
  let turns = 0
  await until(() => {
    turns = isBusy() ? 0 : turns + 1
    return turns > quietTurns
  }, 'quiet')
}
