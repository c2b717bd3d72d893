export { nodeHelp, readConfig } from './config.ts'
export { nodeOptions } from './options.ts'
