import { Interface, type InterfaceAbi } from 'ethers'
import {
  accessManager,
  epochSet,
  keyBook,
  roundLedger,
  runRegistry,
  stakeVault,
  vainToken,
} from './generated/contracts.ts'

/** Contracts by the names that a deployment gives them. */
export type ContractName =
  | 'ledger'
  | 'keyBook'
  | 'epochSet'
  | 'runRegistry'
  | 'vault'
  | 'token'
  | 'authority'

// A generated ABI is read-only; ethers asks for an array that it could write to, and does not.
const toInterface = (abi: readonly object[]): Interface => new Interface(abi as InterfaceAbi)

/** ABI of each contract. */
export const interfaces: Readonly<Record<ContractName, Interface>> = {
  ledger: toInterface(roundLedger.abi),
  keyBook: toInterface(keyBook.abi),
  epochSet: toInterface(epochSet.abi),
  runRegistry: toInterface(runRegistry.abi),
  vault: toInterface(stakeVault.abi),
  token: toInterface(vainToken.abi),
  authority: toInterface(accessManager.abi),
}

/** Creation code of each contract, hexadecimal. */
export const bytecodes: Readonly<Record<ContractName, string>> = {
  ledger: roundLedger.bytecode,
  keyBook: keyBook.bytecode,
  epochSet: epochSet.bytecode,
  runRegistry: runRegistry.bytecode,
  vault: stakeVault.bytecode,
  token: vainToken.bytecode,
  authority: accessManager.bytecode,
}
