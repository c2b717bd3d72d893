export { measureAccount } from './measureAccount.ts'
export { measureRounds } from './measureRounds.ts'
export { measureStores } from './measureStores.ts'
export { operatorMetrics } from './operatorMetrics.ts'
