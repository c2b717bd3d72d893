export { type NodeConfig, nodeHelp, readConfig } from './config.ts'
export { createNode, type Node, type NodeDeps, type NodeOptions } from './createNode.ts'
export { nodeOptions } from './options.ts'
