export { nodeApi } from './api/index.ts'
export { nodeHelp, readConfig } from './config.ts'
export { nodeMetrics } from './metrics/index.ts'
export { nodeOptions } from './options.ts'
