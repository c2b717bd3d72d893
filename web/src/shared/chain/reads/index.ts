export { useChainQuery } from './useChainQuery.ts'
export { useContracts } from './useContracts.ts'
