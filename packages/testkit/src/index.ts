export { createFakeClock, type FakeClock } from './fakeClock.ts'
export { createMemoryLog, type LogLine, type MemoryLog } from './memoryLog.ts'
export { startTestChain, type TestChain, type TestChainOptions } from './startTestChain.ts'
export { memoryCid } from './synthetic/memoryCid.ts'
export {
  createMemoryContent,
  createMemorySwarm,
  type MemoryContent,
  type MemorySwarm,
} from './synthetic/memoryContent.ts'
export { seededRandom } from './synthetic/seededRandom.ts'
export { checkedAggregation, drawCheck, syntheticBeacon } from './synthetic/syntheticBeacon.ts'
export {
  createSyntheticChain,
  type LedgerCall,
  type SyntheticChain,
} from './synthetic/syntheticChain.ts'
export {
  createMember,
  type MemberDeps,
  type SyntheticMember,
} from './synthetic/syntheticMember.ts'
export {
  createSyntheticNetwork,
  narrowSettings,
  type SyntheticNetwork,
  type SyntheticOptions,
} from './synthetic/syntheticNetwork.ts'
export { createOperator, type SyntheticOperator } from './synthetic/syntheticOperator.ts'
export {
  createSyntheticRun,
  playRound,
  type RoundScript,
  type SyntheticRun,
} from './syntheticRun.ts'
