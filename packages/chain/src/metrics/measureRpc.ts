import { type Meter, VainError } from '@vain/base'
import type { Rpc } from '../rpc.ts'
import { chainMetrics } from './chainMetrics.ts'

const outcomes: Readonly<Record<string, string>> = {
  'chain/rpc-error': 'refused',
  'chain/unreachable': 'unreachable',
}

/** The same connection, with its calls counted; those that the caller gave up are not. */
export function measureRpc(rpc: Rpc, meter: Meter): Rpc {
  const { answers, latency } = meter.open(chainMetrics)
  return {
    ...rpc,
    async request(method, params, signal) {
      const beganMs = performance.now()
      let outcome = 'answered'
      try {
        return await rpc.request(method, params, signal)
      } catch (error) {
        outcome = outcomes[error instanceof VainError ? error.code : ''] ?? 'failed'
        throw error
      } finally {
        if (signal?.aborted !== true) {
          answers.add({ method, outcome })
          latency.observe({ method }, (performance.now() - beganMs) / 1_000)
        }
      }
    },
  }
}
