import { shortTimes } from '@vain/base'

/** What the HTTP server counts. */
export const httpMetrics = {
  requests: {
    type: 'counter',
    name: 'vain_http_answered_requests_total',
    unit: 'requests',
    text: 'HTTP requests answered, by the route and the class of the status.',
    labels: { route: 'any', status: ['1xx', '2xx', '3xx', '4xx', '5xx'] },
  },
  duration: {
    type: 'histogram',
    name: 'vain_http_answer_duration_seconds',
    unit: 'seconds',
    text: 'From an HTTP request to the end of its answer, by route.',
    labels: { route: 'any' },
    buckets: shortTimes as readonly number[],
  },
} as const
