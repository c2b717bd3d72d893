export { type ContractName, type ProposalState, proposalStates } from '@vain/abi'
export { type Block, readBlock } from './block.ts'
export { callContract, encodeCall } from './callContract.ts'
export { isContractName } from './contracts.ts'
export type {
  Challenge,
  ChallengeKind,
  OpenedChallenge,
} from './court/challenge.ts'
export {
  type Accusation,
  type AskedRound,
  createDataCourtWriter,
  type DataCourtWriter,
  type InputsStep,
  type MaskProof,
  type ResultStep,
} from './court/createDataCourtWriter.ts'
export { createSumCourtWriter, type SumCourtWriter } from './court/createSumCourtWriter.ts'
export { type DataCourtReader, openDataCourt } from './court/openDataCourt.ts'
export { openSumCourt, type SumCourtReader, type SumStatus } from './court/openSumCourt.ts'
export type { OpenedSumCase, SumCase, SumOpening } from './court/sumCase.ts'
export { createLedgerReader, type LedgerReader, type RoleName } from './createLedgerReader.ts'
export {
  type CertificateRecord,
  createLedgerWriter,
  type ForceRecord,
  type LedgerWriter,
  type MaskRecord,
  type ProposalRecord,
  type Registration,
} from './createLedgerWriter.ts'
export { type DecodedEvent, decodeEvent } from './decodeEvent.ts'
export { type DeployedNetwork, deployNetwork } from './deploy/deployNetwork.ts'
export { handOver } from './deploy/handOver.ts'
export type { Institutions } from './deploy/institutions.ts'
export { type GovernanceOptions, type NetworkOptions, quicknetBeacon } from './deploy/options.ts'
export { type Deployment, readDeployment, venueOf } from './deployment.ts'
export { peerDigest } from './digest.ts'
export type { ChainState } from './follower/advance.ts'
export { createFollower, type Follower, type FollowerOptions } from './follower/createFollower.ts'
export type { WaitOptions } from './follower/waitForState.ts'
export {
  createGovernorReader,
  type GovernorReader,
} from './governance/createGovernorReader.ts'
export {
  createGovernorWriter,
  encodeMotion,
  type GovernorWriter,
  type Motion,
} from './governance/createGovernorWriter.ts'
export { type CallValue, type DecodedCall, decodeCalldata } from './governance/decodeCalldata.ts'
export { findGovernor } from './governance/findGovernor.ts'
export { parseProposal } from './governance/parseProposal.ts'
export type {
  GovernanceTerms,
  GovernorProposal,
  ProposalCall,
  ProposalStanding,
  Vote,
} from './governance/proposal.ts'
export { type ReadCall, readCalls } from './governance/readCalls.ts'
export { isRunCall, isSameCall, type NewRun, toRunCall } from './governance/runCall.ts'
export { inPieces } from './inPieces.ts'
export {
  chainMetrics,
  measureFollower,
  measureRpc,
  measureWallet,
} from './metrics/index.ts'
export { parseLog } from './parseLog.ts'
export { readBeacon } from './readBeacon.ts'
export { type Cost, readCost } from './readCost.ts'
export { type PlacedLog, readEvents, readLogs } from './readEvents.ts'
export { type RunRecord, readRun } from './readRun.ts'
export { isReverted, type Refusal } from './revert.ts'
export {
  createRewardsWriter,
  type RewardsWriter,
  type SignedDistribution,
} from './rewards/createRewardsWriter.ts'
export { type KnownDistribution, openRewards, type RewardsReader } from './rewards/openRewards.ts'
export { connectRpc, isRpcFailure, type Rpc, type RpcFailure, type RpcOptions } from './rpc.ts'
export { connectRpcs, type FallbackOptions } from './rpcFallback.ts'
export { rpcOptions } from './rpcOptions.ts'
export {
  createWallet,
  type Wallet,
  type WalletCall,
  type WalletOptions,
} from './wallet/createWallet.ts'
export { type DevAccount, devAccounts } from './wallet/devAccounts.ts'
export type { Inclusion, Receipt } from './wallet/waitForInclusion.ts'
