import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'

/**
 * Answered by what `PrometheusMeter.render` gives. Not for everyone: how long a training takes
 * tells how many examples there are.
 */
export const metricsEndpoint: Endpoint<string> = {
  name: 'readMetrics',
  method: 'get',
  path: '/metrics',
  tag: 'operator',
  text: 'All metrics in the text format of Prometheus.',
  access: 'own',
  answer: z.string(),
  media: 'text/plain; version=0.0.4; charset=utf-8',
}
