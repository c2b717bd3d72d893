export type { Address, Hex } from 'viem'
export { encodeAbiParameters, encodeFunctionData, keccak256, stringToBytes } from 'viem'
export { getBlock, readContract, simulateContract } from 'viem/actions'
export { BlockNumber } from './BlockNumber.tsx'
export { ChainProvider } from './ChainProvider.tsx'
export type { Portal } from './portal.ts'
export { type ChainClient, useChainQuery, useContracts } from './reads/index.ts'
export {
  explainFailure,
  type Transaction,
  type TransactionCall,
  TransactionNotice,
  useTransaction,
} from './transactions/index.ts'
export { NeedWallet } from './wallet/NeedWallet.tsx'
export { useWallet, type Wallet } from './wallet/useWallet.ts'
export { WalletMenu } from './wallet/WalletMenu.tsx'
