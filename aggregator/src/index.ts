export { aggregatorApi } from './api/index.ts'
export { aggregatorMetrics } from './metrics.ts'
export { aggregatorOptions } from './options.ts'
