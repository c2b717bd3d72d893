export { operatorEndpoints } from './api/operatorApi.ts'
export { type PeerRow, peersEndpoint } from './api/peers.ts'
export { type RunRow, runsEndpoint } from './api/runs.ts'
export { type Status as OperatorStatus, statusEndpoint } from './api/status.ts'
export { type Again, createWorker, type Worker } from './createWorker.ts'
export { kuboOptions } from './kuboOptions.ts'
export { measureMasker, operatorMetrics } from './metrics/index.ts'
export { openKeys } from './openKeys.ts'
export { openOwnKubo } from './openOwnKubo.ts'
export { dataCourtRow, operatorOptions } from './operatorOptions.ts'
export { formatVain, toSmallestUnit } from './parseAmount.ts'
export type { Peers } from './peers.ts'
export { persist } from './persist.ts'
export { type ReachReport, reachEndpoint, stunServersOf } from './reach/index.ts'
export { readWords } from './retention/assertWhole.ts'
export { collectStore, type RetentionPolicy, readCourtTerms } from './retention/collectStore.ts'
export {
  type OperatorDeps,
  type OperatorHost,
  type OperatorOptions,
  startOperator,
} from './startOperator.ts'
