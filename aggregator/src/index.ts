export { aggregatorMetrics } from './metrics.ts'
export { aggregatorOptions } from './options.ts'
