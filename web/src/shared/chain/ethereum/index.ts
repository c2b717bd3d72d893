export type { AbiParameter, Address, Hex } from 'viem'
export {
  decodeEventLog,
  decodeFunctionData,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  formatUnits,
  isAddress,
  keccak256,
  parseUnits,
  stringToBytes,
} from 'viem'
export { getBlock, readContract, simulateContract } from 'viem/actions'
export { explainFailure, explainRevert } from '../transactions/failures/explainFailure.ts'
export type { TransactionCall } from '../transactions/transaction.ts'
export type { ChainClient } from './client.ts'
