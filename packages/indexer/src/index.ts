export type { EventRow, EventValue, IndexChange } from './api/chain/events.ts'
export type { Head } from './api/chain/head.ts'
export { type DevelopmentWallet, type Portal, portalEndpoint } from './api/chain/portal.ts'
export { type RpcAnswer, type RpcBody, type RpcCall, rpcEndpoint } from './api/chain/rpc.ts'
export type {
  CallRow,
  ProposalDetail,
  ProposalRow,
  ProposalStep,
  Tally,
} from './api/governance/proposals.ts'
export { relayEndpoint, type SignedVote } from './api/governance/relay.ts'
export type { Support, VoteRow } from './api/governance/votes.ts'
export { portalApi } from './api/indexerApi.ts'
export type { OperatorHealth } from './api/operators/health.ts'
export type {
  OperatorDetail,
  OperatorRow,
  Participation,
  SentenceRow,
} from './api/operators/operators.ts'
export type { Page } from './api/page.ts'
export type { SearchHit } from './api/search/search.ts'
export {
  type PortalHealth,
  portalHealthEndpoint,
  portalReadyEndpoint,
} from './api/server/health.ts'
export type {
  AccountDetail,
  DelegationRow,
  RewardStanding,
  StakeMove,
} from './api/stake/accounts.ts'
export type { StakeHistory } from './api/stake/history.ts'
export type {
  CertificateRow,
  RoundDetail,
  RoundStep,
  RoundSummary,
  Signer,
} from './api/training/rounds.ts'
export type { ArtefactRow, Evaluation, RunRow, State } from './api/training/runs.ts'
export type { Lineage, Promotion, Rollback, VersionRow } from './api/training/versions.ts'
export type { Mark, RoleName } from './api/values.ts'
export { type Verified, verifyIndex } from './follow/verifyIndex.ts'
export { type Indexer, openIndexer } from './openIndexer.ts'
export type { Place } from './store/database/openDatabase.ts'
