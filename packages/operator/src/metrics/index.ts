export { measureMasker } from './measureMasker.ts'
export { measureOperator } from './measureOperator.ts'
export { operatorMetrics } from './operatorMetrics.ts'
