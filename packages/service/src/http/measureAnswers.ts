import type { Meter } from '@vain/base'
import type { RequestHandler } from 'express'
import { httpMetrics } from './httpMetrics.ts'

/** Counts every answer under the route that gave it: a path that leads nowhere has no name. */
export function measureAnswers(meter: Meter): RequestHandler {
  const { requests, duration } = meter.open(httpMetrics)
  return (request, response, next) => {
    const beganMs = performance.now()
    response.once('close', () => {
      const route = String((request.route as { path?: unknown } | undefined)?.path ?? 'none')
      requests.add({ route, status: `${Math.floor(response.statusCode / 100)}xx` })
      duration.observe({ route }, (performance.now() - beganMs) / 1_000)
    })
    next()
  }
}
