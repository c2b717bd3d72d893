import { Interface, type InterfaceAbi } from 'ethers'
import * as generated from './generated/contracts.ts'

/** Contracts that rounds need, by the names that a deployment gives them. */
export type CoreName =
  | 'ledger'
  | 'keyBook'
  | 'epochSet'
  | 'runRegistry'
  | 'vault'
  | 'token'
  | 'authority'

/** Contracts that govern, judge and reward. */
export type InstitutionName =
  | 'timelock'
  | 'governor'
  | 'slasher'
  | 'signatureCourt'
  | 'sumCourt'
  | 'bundleCourt'
  | 'dataCourt'
  | 'lineage'
  | 'rewards'
  | 'beacon'

export type ContractName = CoreName | InstitutionName

type Compiled = { readonly abi: readonly object[]; readonly bytecode: string }

const compiled: Readonly<Record<ContractName, Compiled>> = {
  ledger: generated.roundLedger,
  keyBook: generated.keyBook,
  epochSet: generated.epochSet,
  runRegistry: generated.runRegistry,
  vault: generated.stakeVault,
  token: generated.vainToken,
  authority: generated.accessManager,
  timelock: generated.timelockController,
  governor: generated.vainGovernor,
  slasher: generated.slasher,
  signatureCourt: generated.signatureCourt,
  sumCourt: generated.sumCourt,
  bundleCourt: generated.bundleCourt,
  dataCourt: generated.dataCourt,
  lineage: generated.modelLineage,
  rewards: generated.rewardMerkle,
  beacon: generated.drandBeacon,
}

const names = Object.keys(compiled) as ContractName[]

/** ABI of each contract. */
export const interfaces: Readonly<Record<ContractName, Interface>> = mapped(
  // A generated ABI is read-only; ethers asks for an array that it could write to, and does not.
  (name) => new Interface(compiled[name].abi as InterfaceAbi),
)

/** Creation code of each contract, hexadecimal. */
export const bytecodes: Readonly<Record<ContractName, string>> = mapped(
  (name) => compiled[name].bytecode,
)

function mapped<T>(value: (name: ContractName) => T): Record<ContractName, T> {
  // The cast holds: there is one entry for each name.
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<ContractName, T>
}
