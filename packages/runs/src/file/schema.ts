import { fromHex } from '@vain/base'
import { optimiserNames } from '@vain/learn'
import { combineRules, type StrategySettings } from '@vain/protocol'
import { z } from 'zod'
import type { RunFile } from './runFile.ts'
import { micro, minority, whole } from './units.ts'

/** What zod calls a problem that it did not find itself. */
const kindOfMisfit = 'custom'

const training = z.strictObject({
  epochs: whole(1, 1_000).default(1),
  batchSize: whole(1, 65_536).default(32),
  evaluateBatchSize: whole(1, 65_536).default(250),
  learningRate: micro(0.000001, 1_000).prefault(0.003),
  optimiser: z.enum(optimiserNames).default('adam'),
  schedule: z.strictObject({ warmUpSteps: whole(1, 2 ** 24), steps: whole(2, 2 ** 24) }).optional(),
  proximal: z.number().min(0).max(1e6).default(0),
})

const rounds = z.strictObject({
  minMembers: whole(2, 65_535),
  last: whole(1, 0xffff_ffff),
  corruption: minority.prefault(0.1),
  turnSeconds: whole(1, 65_535).default(600),
  phaseTurns: whole(1, 255).default(3),
  trainSeconds: whole(0, 0xff_ffff).default(3_600),
  disputeSeconds: whole(0, 0xff_ffff).default(3_600),
  finalityBlocks: whole(1, 255).default(64),
  maxEpochAge: whole(0, 65_535).default(7),
})

const numbers = z.strictObject({
  clip: micro(0.000001, 1e6).prefault(10),
  scaleBits: whole(1, 24).optional(),
  maxWeight: whole(1, 65_536).optional(),
  laneBits: z.literal([16, 32]).default(32),
  rotate: z.boolean().optional(),
})

const beacon = z.strictObject({
  from: z.union([z.literal('quicknet'), z.string().regex(/^0x[0-9a-fA-F]{40}$/)]),
  delaySeconds: whole(0, 3_600).default(24),
})

const aggregation = z.strictObject({
  grouping: z.enum(['whole', 'groups', 'singles']).default('whole'),
  dropout: minority.prefault(0.1),
  combine: z.enum(combineRules).default('mean'),
  byzantine: minority.prefault(0),
  check: z.enum(['none', 'sketch']).default('none'),
  committeeFaults: whole(0, 10).optional(),
  beacon: beacon.optional(),
})

const momentum = micro(0, 0.999999).prefault(0.9)
const mostSteps = 100_000

const strategy = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('fedavg') }),
  z.strictObject({
    name: z.literal('fednova'),
    momentum,
    leastSteps: whole(1, mostSteps).default(10),
    mostSteps: whole(1, mostSteps).default(1_000),
  }),
  z.strictObject({ name: z.literal('scaffold'), momentum }),
  z.strictObject({ name: z.literal('diloco'), coordinates: whole(1, 2 ** 27) }),
])

const server = z.strictObject({
  optimiser: z
    .enum(['average', 'momentum', 'nesterov', 'adagrad', 'adam', 'yogi'])
    .default('average'),
  learningRate: micro(0.000001, 1_000).prefault(1),
  beta1: micro(0, 0.999999).prefault(0),
  beta2: micro(0, 0.999999).prefault(0),
  tau: micro(0, 1_000).prefault(0),
})

const privacy = z.strictObject({
  unit: z.enum(['none', 'node', 'record']).default('none'),
  noiseMultiplier: micro(0, 1_000).prefault(0),
  samplingRate: micro(0, 1).prefault(0),
  lotSize: whole(0, 65_536).default(0),
  deltaExponent: whole(0, 30).default(0),
})

const replay = z.strictObject({
  examples: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/, 'is not a hash as vain data describe prints it')
    .transform((hash) => fromHex(hash)),
})

const file = z.strictObject({
  v: z.literal(1),
  name: z.string().min(1).max(64).optional(),
  data: z.string().min(1).max(4_096),
  model: z.string().min(1).max(256).optional(),
  seed: z.string().min(1).max(256).optional(),
  members: whole(2, 65_535),
  training: training.prefault({}),
  rounds,
  numbers: numbers.prefault({}),
  aggregation: aggregation.prefault({}),
  server: server.prefault({}),
  strategy: strategy.default({ name: 'fedavg' }),
  privacy: privacy.prefault({}),
  replay: replay.optional(),
})

/**
 * Shape and bounds of a run file. What settings have to do with each other is for the configuration
 * to refuse, but for what is not in it.
 */
export const runFileSchema: z.ZodType<RunFile> = file
  .superRefine(({ members, rounds, aggregation }, context) => {
    const refuse = (path: string[], message: string): void =>
      context.addIssue({ code: kindOfMisfit, path, message })
    if (members < rounds.minMembers) refuse(['members'], 'are fewer than rounds.minMembers')
    if ((aggregation.check === 'sketch') !== (aggregation.beacon !== undefined))
      refuse(['aggregation', 'beacon'], 'must be there with check sketch, and only with it')
  })
  .transform(toRunFile)

/** In the names and units of the protocol. */
function toRunFile(read: z.output<typeof file>): RunFile {
  const { learningRate: learningRateMicro, ...local } = read.training
  const { last: lastRound, corruption: corruptionBps, ...times } = read.rounds
  const { clip: clipMicro, ...coding } = read.numbers
  const { dropout: dropoutBps, byzantine: byzantineBps, beacon, ...combining } = read.aggregation
  const { server, privacy } = read
  return {
    ...read,
    training: { ...local, learningRateMicro },
    rounds: { ...times, corruptionBps, lastRound },
    numbers: { ...withoutUndefined(coding), clipMicro, laneBits: coding.laneBits },
    aggregation: {
      ...combining,
      ...{ dropoutBps, byzantineBps },
      committeeFaults: combining.committeeFaults ?? (combining.check === 'none' ? 0 : 1),
    },
    beacon,
    server: {
      optimiser: server.optimiser,
      learningRateMicro: server.learningRate,
      beta1Micro: server.beta1,
      beta2Micro: server.beta2,
      tauMicro: server.tau,
    },
    strategy: toStrategy(read.strategy),
    privacy: {
      unit: privacy.unit,
      noiseMultiplierMicro: privacy.noiseMultiplier,
      samplingRateMicro: privacy.samplingRate,
      lotSize: privacy.lotSize,
      deltaExponent: privacy.deltaExponent,
    },
  }
}

function toStrategy(read: z.output<typeof strategy>): StrategySettings {
  if (!('momentum' in read)) return read
  const { momentum: momentumMicro, ...rest } = read
  return { ...rest, momentumMicro }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The same object without the keys that have no value. */
function withoutUndefined<T extends object>(value: T): Partial<Defined<T>> {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  // The cast holds: what is left is what has a value.
  return Object.fromEntries(entries) as Partial<Defined<T>>
}
