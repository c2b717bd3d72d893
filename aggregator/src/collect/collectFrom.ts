import type { RoundView } from '@vain/protocol'
import type { Work } from '../work.ts'
import { type Collection, createCollection, type Outcome } from './createCollection.ts'

/**
 * Collects from operators for one phase of a round, with the places and pauses of this process.
 *
 * @param phase - what the log says of it
 */
export function collectFrom<T>(
  { deps, settings, slots, changed }: Work,
  { run, round }: Pick<RoundView, 'run' | 'round'>,
  phase: number,
  expected: readonly number[],
  ask: (operator: number, signal: AbortSignal) => Promise<Outcome<T>>,
): Collection<T> {
  const log = deps.log.with({ run, round, phase })
  return createCollection(
    { clock: deps.clock, log, slots: slots.ask, changed, meter: deps.meter },
    { expected, pollMs: settings.pollMs, phase },
    ask,
  )
}
