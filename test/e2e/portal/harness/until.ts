import { setTimeout as wait } from 'node:timers/promises'

/** Waits for a condition. @throws with what did not come about within a minute */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`in vain waited until ${what}`)
    await wait(30)
  }
}
