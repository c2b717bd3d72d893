import * as abis from './generated/abis.ts'

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

/** What each contract of a network can be asked and says. */
export const contractAbis: Readonly<Record<ContractName, readonly object[]>> = {
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
