import type { Meter } from '@vain/base'
import type { Masker } from '@vain/protocol'
import { operatorMetrics } from './operatorMetrics.ts'

/** The same masker, with its work counted and timed. */
export function measureMasker<M extends Masker>(masker: M, meter: Meter): M {
  const { masked, masking } = meter.open(operatorMetrics)
  return {
    ...masker,
    async apply(words, streams, lanes) {
      const beganMs = performance.now()
      await masker.apply(words, streams, lanes)
      masked.add({}, words.byteLength)
      masking.observe({}, (performance.now() - beganMs) / 1_000)
    },
  }
}
