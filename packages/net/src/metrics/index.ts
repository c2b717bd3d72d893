export { measureConnections, toLibp2pMetrics } from './libp2pMetrics.ts'
export { measureContent } from './measureContent.ts'
export { measureExchange } from './measureExchange.ts'
export { netMetrics } from './netMetrics.ts'
