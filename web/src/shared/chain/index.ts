export type { Config } from 'wagmi'
export { signTypedData } from 'wagmi/actions'
export { AddressField } from './AddressField.tsx'
export { BlockNumber } from './BlockNumber.tsx'
export { ChainProvider } from './ChainProvider.tsx'
export {
  type Address,
  type ChainClient,
  encodeFunctionData,
  explainFailure,
  getBlock,
  type Hex,
  readContract,
  type TransactionCall,
} from './ethereum/index.ts'
export type { Portal } from './portal.ts'
export { useChainQuery, useContracts } from './reads/index.ts'
export { type Transaction, TransactionNotice, useTransaction } from './transactions/index.ts'
export { NeedWallet } from './wallet/NeedWallet.tsx'
export { useWallet, type Wallet } from './wallet/useWallet.ts'
export { WalletMenu } from './wallet/WalletMenu.tsx'
