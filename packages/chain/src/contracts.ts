import * as abis from '@vain/abi'
import { Interface, type InterfaceAbi } from 'ethers'

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

const abiOf: Readonly<Record<ContractName, readonly object[]>> = {
  ledger: abis.roundLedgerAbi,
  keyBook: abis.keyBookAbi,
  epochSet: abis.epochSetAbi,
  runRegistry: abis.runRegistryAbi,
  vault: abis.stakeVaultAbi,
  token: abis.vainTokenAbi,
  authority: abis.accessManagerAbi,
  timelock: abis.timelockControllerAbi,
  governor: abis.vainGovernorAbi,
  slasher: abis.slasherAbi,
  signatureCourt: abis.signatureCourtAbi,
  sumCourt: abis.sumCourtAbi,
  bundleCourt: abis.bundleCourtAbi,
  dataCourt: abis.dataCourtAbi,
  lineage: abis.modelLineageAbi,
  rewards: abis.rewardMerkleAbi,
  beacon: abis.drandBeaconAbi,
}

/** Whether a contract of this name is known here. */
export function isContractName(name: string): name is ContractName {
  return Object.hasOwn(abiOf, name)
}

/** ABI of each contract. The cast holds: there is one entry for each name. */
export const interfaces: Readonly<Record<ContractName, Interface>> = Object.fromEntries(
  // A generated ABI is read-only; ethers asks for an array that it could write to, and does not.
  Object.entries(abiOf).map(([name, abi]) => [name, new Interface(abi as InterfaceAbi)]),
) as Record<ContractName, Interface>
