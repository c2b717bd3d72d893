export { createFakeClock, type FakeClock } from './fakeClock.ts'
export { freePort } from './freePort.ts'
export { createMemoryLog, type LogLine, type MemoryLog } from './memoryLog.ts'
export { createMemoryMeter, type MemoryMeter } from './memoryMeter.ts'
export { type Postgres, startPostgres } from './postgres/startPostgres.ts'
export { type RedisServer, startRedis } from './redis/startRedis.ts'
export { startTestChain, type TestChain, type TestChainOptions } from './startTestChain.ts'
export { type BareLedger, createBareLedger } from './synthetic/bareLedger.ts'
export { memoryCid } from './synthetic/memoryCid.ts'
export type {
  MemoryContent,
  MemorySwarm,
} from './synthetic/memoryContent.ts'
export { seededRandom } from './synthetic/seededRandom.ts'
export { checkedAggregation, drawCheck } from './synthetic/syntheticBeacon.ts'
export type {
  LedgerCall,
  SyntheticChain,
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
