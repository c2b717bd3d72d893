import { beaconTimeOf, type CheckBeacon, checkBeaconRound } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** Looks for the signature of the round of the beacon that draws a check. */
export type BeaconSearch = {
  /** The signature, 48 bytes; undefined as long as nobody has it. */
  step(): Uint8Array | undefined
  stop(): void
}

/** Pause before the beacon's servers are asked again. */
const retryMs = 1_000

/**
 * Asks until somebody has it: it is due some seconds after masks are fixed. That nobody has it any
 * later is worth a warning, once: the round can have no result without.
 */
export function createBeaconSearch(
  { deps, changed }: Pick<Work, 'deps' | 'changed'>,
  { round }: Pick<Scene, 'round'>,
  beacon: CheckBeacon,
): BeaconSearch {
  const { clock, log } = deps
  const drawing = checkBeaconRound(beacon, round.masked?.timestamp ?? 0)
  const dueMs = 1_000 * (beaconTimeOf(beacon, drawing) + beacon.periodSeconds)
  const stopping = new AbortController()
  const { signal } = stopping
  let found: Uint8Array | undefined
  let isWarned = false

  async function look(): Promise<void> {
    while (!signal.aborted) {
      try {
        found = await deps.beacon.read(beacon, drawing, signal)
        return changed()
      } catch (error) {
        if (signal.aborted) return
        tell(error)
      }
      await clock.sleep(retryMs, signal).catch(() => undefined)
    }
  }

  function tell(error: unknown): void {
    const isLate = clock.now() > dueMs && !isWarned
    isWarned ||= isLate
    const say = isLate ? log.warn : log.debug
    const { run, round: number } = round
    say('the beacon cannot be read', { run, round: number, drawing, error })
  }

  void look()
  return { step: () => found, stop: () => stopping.abort() }
}
