export { measureTrainer } from './measureTrainer.ts'
export { nodeMetrics } from './nodeMetrics.ts'
