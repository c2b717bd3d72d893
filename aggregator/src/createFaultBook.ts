import { type Log, type Meter, noMeter } from '@vain/base'
import type { Again } from '@vain/operator'
import type { Fault } from '@vain/protocol'
import { aggregatorMetrics } from './metrics.ts'
import type { Scene } from './round/index.ts'

/** Remembers what stands in the way of which step, so that each thing is said once. */
export type FaultBook = {
  /** Tells of a fault, and when to look again: never, unless something was only missing. */
  tell(step: string, scene: Scene, fault: Fault): Again
  /** Whether a step can no longer be taken: the round runs to its deadline. */
  isHopeless(step: string): boolean
  clear(): void
}

/** Pause before something that was not there is looked for again. */
const retryMs = 1_000

export function createFaultBook(log: Log, meter: Meter = noMeter): FaultBook {
  const { faults } = meter.open(aggregatorMetrics)
  const hopeless = new Set<string>()
  let told = ''
  return {
    tell(step, { round }, { kind: _, ...facts }) {
      const line = `${step} ${JSON.stringify(facts)}`
      if (line !== told) {
        log.warn('a round cannot go on', { run: round.run, round: round.round, ...facts })
        faults.add({ reason: `${facts.artefact}: ${facts.reason}` })
      }
      told = line
      if (facts.reason === 'missing') return retryMs
      hopeless.add(step)
      return undefined
    },
    isHopeless: (step) => hopeless.has(step),
    clear: () => hopeless.clear(),
  }
}
