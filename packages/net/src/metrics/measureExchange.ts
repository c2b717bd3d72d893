import { type Meter, VainError } from '@vain/base'
import type { Exchange } from '../exchange/exchange.ts'
import { netMetrics } from './netMetrics.ts'

const outcomes: Readonly<Record<string, string>> = {
  'net/refused': 'refused',
  'net/unreachable': 'unreachable',
  'net/timeout': 'late',
}

/** How a request ended, from what it threw. */
export const outcomeOf = (error: unknown): string =>
  outcomes[error instanceof VainError ? error.code : ''] ?? 'failed'

/** The same exchange, with what is asked and answered counted. */
export function measureExchange(exchange: Exchange, meter: Meter): Exchange {
  const { asked, wait, answered } = meter.open(netMetrics)
  return {
    serve(protocol, limits, answer) {
      exchange.serve(protocol, limits, async (visit) => {
        let outcome = 'failed'
        try {
          await answer(visit)
          outcome = 'answered'
        } finally {
          answered.add({ protocol, outcome })
        }
      })
    },
    async visit(peerId, protocol, timeoutMs, use) {
      const beganMs = performance.now()
      let outcome = 'answered'
      try {
        return await exchange.visit(peerId, protocol, timeoutMs, use)
      } catch (error) {
        outcome = outcomeOf(error)
        throw error
      } finally {
        asked.add({ protocol, outcome })
        wait.observe({ protocol }, (performance.now() - beganMs) / 1_000)
      }
    },
  }
}
