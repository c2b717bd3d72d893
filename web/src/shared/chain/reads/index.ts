export { type ChainClient, useChainQuery } from './useChainQuery.ts'
export { useContracts } from './useContracts.ts'
