/** What is counted of the connection to Redis. */
export const redisMetrics = {
  up: {
    type: 'gauge',
    name: 'vain_redis_up_bool',
    unit: 'bool',
    text: 'Whether the Redis that several servers share answers.',
  },
  failures: {
    type: 'counter',
    name: 'vain_redis_failures_total',
    unit: 'failures',
    text: 'Questions that Redis did not answer: rates are those of the process alone then, and no vote is paid for.',
  },
} as const
