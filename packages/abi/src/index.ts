export {
  type ContractName,
  type CoreName,
  contractAbis,
  type InstitutionName,
} from './contractAbis.ts'
export {
  accessManagerAbi,
  bundleCourtAbi,
  dataCourtAbi,
  drandBeaconAbi,
  epochSetAbi,
  keyBookAbi,
  modelLineageAbi,
  rewardMerkleAbi,
  roundLedgerAbi,
  runRegistryAbi,
  signatureCourtAbi,
  slasherAbi,
  stakeVaultAbi,
  sumCourtAbi,
  timelockControllerAbi,
  vainGovernorAbi,
  vainTokenAbi,
} from './generated/abis.ts'
export { type ProposalState, proposalStates } from './proposalStates.ts'
