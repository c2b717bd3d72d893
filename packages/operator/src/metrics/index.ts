export { measureOperator } from './measureOperator.ts'
export { operatorMetrics } from './operatorMetrics.ts'
