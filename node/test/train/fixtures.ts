import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log, LogFields } from '@vain/base'
import type { DataSource } from '@vain/data'

/** A hundred digits to train on and forty held out. */
export const fewDigits: DataSource = {
  source: 'mnist',
  seed: 'test',
  heldOut: 2_000,
  train: { kind: 'iid', part: 0, parts: 80 },
  evaluate: { kind: 'iid', part: 0, parts: 50 },
}

/** A log that keeps its lines. */
export function createFakeLog(): { log: Log; lines: { message: string; fields: LogFields }[] } {
  const lines: { message: string; fields: LogFields }[] = []
  const keep = (message: string, fields: LogFields = {}): void =>
    void lines.push({ message, fields })
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, with: () => log }
  return { log, lines }
}

/** False once the process has ended, even if no one has collected it yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // State Z: ended, but its parent (the container's first process, perhaps) does not collect it.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch (error) {
    // Without /proc the signal's answer has to do.
    return (error as { syscall?: string }).syscall === 'open' && process.platform !== 'linux'
  }
}

/** Waits until the process has ended. */
export async function waitForEnd(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(10)
}
