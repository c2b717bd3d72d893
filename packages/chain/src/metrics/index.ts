export { chainMetrics } from './chainMetrics.ts'
export { measureFollower } from './measureFollower.ts'
export { measureRpc } from './measureRpc.ts'
export { measureWallet } from './measureWallet.ts'
