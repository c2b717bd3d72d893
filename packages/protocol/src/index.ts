export { candidateEdges, dealOf } from './aggregation/edges.ts'
export {
  afterCheck,
  canDeal,
  type MaskFrame,
  maskContext,
  membersRoot,
  type RosterEntry,
  type RoundFrame,
  roundContext,
  roundStart,
  type ShareTable,
  toMaskFrame,
} from './aggregation/frame.ts'
export {
  advertise,
  areKeys,
  createRoundSecrets,
  type RoundSecrets,
  selfCommitment,
} from './aggregation/keys.ts'
export { agreePairs, maskedEdges, maskStreams, type PairSeeds } from './aggregation/mask.ts'
export {
  checkRecover,
  checkReveal,
  type RevealFault,
  recover,
  reveal,
} from './aggregation/reveal.ts'
export {
  dealShares,
  type Encapsulate,
  openDeal,
  openHolderKeys,
} from './aggregation/share.ts'
export {
  canStand,
  type PeerTable,
  readPeers,
  type Survivors,
  settleSurvivors,
} from './aggregation/survivors.ts'
export {
  type MissingSeed,
  type OpenGroup,
  type OpenGroups,
  openGroups,
  type Revealed,
  type SurvivorSeeds,
  survivorSeeds,
  vanishedOf,
} from './aggregation/unmask.ts'
export {
  type Artefact,
  cidOfContent,
  contentOfCid,
  isSameArtefact,
  publishArtefact,
} from './artefact.ts'
export {
  type Beacon,
  beaconRandomness,
  beaconSignatureBytes,
  openBeaconRound,
  signBeaconRound,
} from './beacon/beacon.ts'
export { type BeaconSchedule, beaconRoundAt, beaconTimeOf } from './beacon/schedule.ts'
export { fromBitmap, toBitmap } from './bitmap.ts'
export * from './check/index.ts'
export { encode, hasTooManyParts } from './codec.ts'
export { combine } from './combine/combine.ts'
export { combineRules, leastMeans } from './combine/means.ts'
export type { Configuration } from './configuration/configuration.ts'
export {
  artefactHash,
  decodeConfiguration,
  encodeConfiguration,
  maxConfigurationBytes,
  maxProgramBytes,
} from './configuration/encoding.ts'
export {
  type Aggregation,
  type CheckBeacon,
  type CombineRule,
  type Grouping,
  type Numbers,
  type PrivacySettings,
  type PrivacyUnit,
  plainSettings,
  type ReplaySettings,
  type ServerOptimiser,
  type ServerSettings,
  type StrategySettings,
  type UpdateCheck,
} from './configuration/settings.ts'
export {
  addBlocks,
  type Block,
  blockAt,
  blockBytes,
  firstDifferentBlock,
  subtractBlocks,
  wordsOfBlock,
} from './dispute/block.ts'
export {
  beginGame,
  type GameMove,
  type GameOpening,
  type GameRefusal,
  type SumFacts,
  type SumGame,
  stepGame,
  type Terms,
} from './dispute/game.ts'
export { type RoundHistory, type RoundSteps, roundHistory } from './dispute/history.ts'
export { keccakProof, keccakRoot } from './dispute/keccakTree.ts'
export {
  type Announcement,
  answerSurvivors,
  answerTerms,
  type CourtTerms,
  choose,
  chosenState,
  fromHalves,
  type InboxEntry,
  openSurvivors,
  openTerms,
  type PostedBlock,
  type PostedPlace,
  type PostedSurvivors,
  type PostedTerms,
  postedSurvivors,
  provePair,
  type RosterProof,
  type SurvivorsAnswer,
  sumStages,
  survivorsState,
  type TermsAnswer,
  termsState,
  toHalves,
  toInboxEntry,
  toPlace,
  toPosted,
} from './dispute/moves.ts'
export { multiproof } from './dispute/multiproof.ts'
export {
  recordSum,
  type SumArtefacts,
  type SumRecord,
  type SurvivorRecord,
} from './dispute/record.ts'
export { type BlockTerms, netsOf, sumOfBlocks, termsOf } from './dispute/terms.ts'
export { rootPreimage, unfitPlace, type VectorPlace, vectorPlace } from './dispute/vectorPlace.ts'
export {
  type AggregatorDuty,
  aggregatorDuty,
  type CollectPhase,
  mostBound,
} from './duty/aggregator.ts'
export {
  isOver,
  isOverAt,
  isSurvivorSetFinal,
  type MaskRefs,
  type MemberDuty,
  type MemberMemory,
  type MemberRefusal,
  maxContexts,
  memberDuty,
  recoverRefusal,
} from './duty/member.ts'
export { type Hex, zeroAddress, zeroHash } from './hex.ts'
export * from './ledger/index.ts'
export { historySince } from './lineage/history.ts'
export {
  createRange,
  type MountainRange,
  type RangeProof,
  verifyRangeProof,
} from './lineage/range.ts'
export { lineageOf, type Version, versionLeaf, versionsOf } from './lineage/versions.ts'

export { type Masker, plainMasker } from './masker.ts'
export {
  type Advertise,
  type Body,
  type Check,
  type Deal,
  type Evaluate,
  kemCiphertextBytes,
  kemKeyBytes,
  type Mask,
  phases,
  type Recover,
  type Reveal,
  type Settle,
  type Share,
  type Sketch,
  type Sums,
  shareKinds,
} from './messages/bodies.ts'
export {
  bundleLimit,
  bundleRoot,
  type CheckRefs,
  encodeBundle,
  encodeRevealArtefact,
  maxCheckedGroups,
  maxCheckedSurvivors,
  revealRoot,
  splitBundle,
  splitRevealArtefact,
} from './messages/bundle.ts'
export {
  type Envelope,
  type EnvelopeFault,
  messageDigest,
  openEnvelope,
  signEnvelope,
} from './messages/envelope.ts'
export {
  decodeHint,
  decodeRequest,
  decodeResponse,
  decodeVectorRequest,
  encodeHint,
  encodeRequest,
  encodeResponse,
  encodeVectorRequest,
  type Hint,
  maxRequestBytes,
  maxResponseBytes,
  type RoundRequest,
  type RoundResponse,
  roundProtocol,
  type VectorRequest,
  vectorProtocol,
} from './messages/requests.ts'
export {
  advanceModel,
  type Drawn,
  hasGroupsFor,
  type ServerConfiguration,
} from './numbers/advanceModel.ts'
export { assertNoWrap } from './numbers/assertNoWrap.ts'
export {
  checkpointWords,
  firstCheckpoint,
  parametersOf,
  publishedOf,
  toCheckpoint,
} from './numbers/checkpoint.ts'
export type { GroupSum } from './numbers/groupSum.ts'
export { laneCount, packLanes, unpackLanes, vectorWords } from './numbers/lanes.ts'
export { quantiseUpdate } from './numbers/quantise.ts'
export { type Rooted, rootCheckpoint, rootSums, sumForm } from './numbers/resultRoots.ts'
export { rotate, rotateBack } from './numbers/rotation.ts'
export { fromWords, toModel, toSigned, toWords, viewWords } from './numbers/vector.ts'
export { deriveOperatorKeys, type OperatorKeys } from './operatorKeys.ts'
export type { BeaconSource, Content, ContentSource, FetchLimits, OpenContent } from './ports.ts'
export { createStepSum } from './replay/createStepSum.ts'
export { type PublicPart, publicCoins, publicPart, trainingSeed } from './replay/publicStep.ts'
export { cumulateRewards, type Rewards } from './rewards/cumulate.ts'
export {
  type Distribution,
  decodeAmounts,
  encodeAmounts,
  rewardDigest,
} from './rewards/distribution.ts'
export {
  decodeRewardPolicy,
  encodeRewardPolicy,
  maxRewardPolicyBytes,
  type RewardPolicy,
  type RewardRule,
  ruleOf,
} from './rewards/policy.ts'
export { type RewardFault, readRewards } from './rewards/readRewards.ts'
export { readRoundFacts } from './rewards/readRoundFacts.ts'
export {
  isSettled,
  medianAccuracy,
  type RoundFacts,
  type RoundReward,
  rewardRound,
  type Withholding,
} from './rewards/rewardRound.ts'
export { createRewardTree, type RewardTree } from './rewards/tree.ts'
export { isPending, type Leader, leaderOf } from './round/leader.ts'
export {
  type Cursor,
  createRunMachine,
  type Lead,
  type Ring,
  type RunMachine,
  type Seat,
  type Surroundings,
} from './round/machine.ts'
export {
  type RoundParams,
  type RoundState,
  roundStates,
  thresholdOf,
} from './round/state.ts'
export {
  forcingRefusal,
  type Refusal,
  type RoundAction,
  type Step,
  stepRound,
} from './round/step.ts'
export {
  abortStep,
  certificateDigest,
  certifyStep,
  type ForcedKeys,
  genesisHead,
  maskStep,
  nextHead,
  nextInbox,
  nextMembership,
  openStep,
  overturnStep,
  proposeStep,
  rollbackStep,
  type Venue,
} from './round/transcript.ts'
export { addShare, createChallenge, openSketch } from './sketch/challenge.ts'
export { addedSketches, isSketchOfSum, judgeMember } from './sketch/judge.ts'
export { planSketch } from './sketch/plan.ts'
export { dealSketch, encodeShare, type SketchShare } from './sketch/share.ts'
export { sketchLanes, sketchVector } from './sketch/sketchVector.ts'
export { roundCoordinates } from './strategy/roundCoordinates.ts'
export { stepWeight } from './strategy/stepWeight.ts'
export { updateLength } from './strategy/updateLength.ts'
export { createTopology, type Topology, topologySeed } from './topology/createTopology.ts'
export { permute } from './topology/permute.ts'
export { planTopology, type TopologyPlan, type TopologyTerms } from './topology/planTopology.ts'
export { contentOf } from './unixfs.ts'
export { type ArtefactName, type Fault, type FaultReason, fault, isFault } from './verify/fault.ts'
export { type Fetching, fetchArtefact, fetchRooted } from './verify/fetch.ts'
export { fetchCheckpoint } from './verify/fetchCheckpoint.ts'
export { fetchConfiguration } from './verify/fetchConfiguration.ts'
export { addressBook, misplaced } from './verify/openPhase.ts'
export {
  type Checked,
  readChecks,
  readSettles,
  readSketches,
  readSums,
  type Sketched,
} from './verify/readCheck.ts'
export { frameOf, type RunTerms, readFrame, shareContext, topologyOf } from './verify/readFrame.ts'
export { checkMask, readMasks, survivorsOf } from './verify/readMasks.ts'
export type { RoundSource } from './verify/readPhase.ts'
export { readReveals, revealLimit } from './verify/readReveals.ts'
export { checkShare, readShares } from './verify/readShares.ts'
export {
  checkEvaluation,
  type Evaluations,
  possessionMessage,
  readEvaluations,
  summariseEvaluations,
  verifyCertificate,
  verifyPossession,
  verifySet,
} from './verify/verifyCertificate.ts'
export {
  type DerivedRound,
  deriveCheckpoint,
  notOpened,
  type RoundInputs,
  verifyRound,
} from './verify/verifyRound.ts'
