import { plainSettings } from '@vain/protocol'
import { z } from 'zod'
import type { Scenario } from './scenario.ts'

/** What zod calls a problem that it did not find itself. */
const kindOfMisfit = 'custom'

const positive = z.number().positive().max(1e9)
const share = z.number().min(0).max(1)
const whole = (least: number, most: number) => z.number().int().min(least).max(most)

const spread = (median: number) =>
  z
    .strictObject({ median: positive, spread: z.number().min(0).max(5) })
    .default({ median, spread: 0 })

const task = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('points'),
    dimensions: whole(1, 10_000_000).default(1_000),
    examples: spread(100),
  }),
  z.strictObject({
    kind: z.literal('digits'),
    model: z.string().default('mnist-cnn'),
    heldOut: whole(1, 9_999).default(2_000),
    partition: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('iid') }),
        z.strictObject({ kind: z.literal('dirichlet'), alpha: positive }),
        z.strictObject({ kind: z.literal('labels'), each: whole(1, 10) }),
      ])
      .default({ kind: 'iid' }),
  }),
])

const training = z.strictObject({
  epochs: whole(1, 1_000).default(1),
  batchSize: whole(1, 65_536).default(32),
  learningRate: positive.default(0.01),
  momentum: z.number().min(0).lt(1).default(0),
})

const strategy = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('fedavg') }),
  z.strictObject({ name: z.literal('fedprox'), proximal: positive }),
  z.strictObject({ name: z.literal('scaffold') }),
  z.strictObject({ name: z.literal('fednova') }),
  z.strictObject({
    name: z.literal('diloco'),
    outerRate: positive.default(0.7),
    outerMomentum: z.number().min(0).lt(1).default(0.9),
    keep: z.number().positive().max(1).default(1),
  }),
])

const server = z.strictObject({
  optimiser: z.enum(['average', 'momentum', 'nesterov', 'adagrad', 'adam', 'yogi']),
  learningRateMicro: whole(1, 1e9),
  beta1Micro: whole(0, 999_999).default(0),
  beta2Micro: whole(0, 999_999).default(0),
  tauMicro: whole(0, 1e9).default(0),
})

const aggregation = z.strictObject({
  grouping: z.enum(['whole', 'groups']).default('whole'),
  dropoutBps: whole(0, 4_999).default(1_000),
  combine: z.enum(['mean', 'median', 'trimmed-mean', 'centred-clipping']).default('mean'),
  byzantineBps: whole(0, 4_999).default(0),
})

const numbers = z.strictObject({
  clip: positive.default(10),
  scaleBits: whole(1, 24).default(16),
  maxWeight: whole(1, 65_536).default(4_096),
  laneBits: z.literal([16, 32]).default(32),
  rotate: z.boolean().default(false),
})

const devices = z.strictObject({
  examplesPerSecond: spread(1_000),
  bytesPerSecond: spread(1_000_000),
  latencySeconds: spread(0.05),
  stragglers: z.strictObject({ share, slowdown: z.number().min(1).max(1e6) }).optional(),
})

const dropout = z.strictObject({
  absent: share.default(0),
  beforeMask: share.default(0),
  beforeReveal: share.default(0),
})

const attack = z.strictObject({
  share: z.number().min(0).max(0.5),
  kind: z.enum(['flip', 'noise']),
  factor: positive.default(1),
})

const chosen = { perRound: whole(2, 65_535), overcommit: z.number().min(1).max(10).default(1) }
const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('random'), ...chosen }),
  z.strictObject({ kind: z.literal('oort'), ...chosen }),
  z.strictObject({
    kind: z.literal('buffered'),
    perRound: whole(2, 65_535),
    concurrency: whole(1, 65_535),
  }),
])

const ledger = z.strictObject({
  aggregators: whole(1, 100).default(2),
  corruptionBps: whole(0, 4_999).default(1_000),
  turnSeconds: whole(1, 1e7).default(600),
  phaseTurns: whole(1, 100).default(3),
  trainSeconds: whole(0, 1e7).default(3_600),
  disputeSeconds: whole(0, 1e7).default(0),
  blockSeconds: whole(0, 1e6).default(12),
  finalityBlocks: whole(1, 10_000).default(2),
})

/** Shape, bounds and defaults of a scenario, and the rules between its parts. */
export const scenarioSchema: z.ZodType<Scenario> = z
  .strictObject({
    name: z.string().min(1).max(64),
    seed: whole(0, 2 ** 32 - 1).default(1),
    members: whole(2, 65_535),
    rounds: whole(1, 100_000),
    targetAccuracy: share.optional(),
    evaluateEvery: whole(1, 100_000).default(1),
    task,
    training: training.prefault({}),
    strategy: strategy.default({ name: 'fedavg' }),
    server: server.default({ ...plainSettings.server }),
    masking: z.enum(['full', 'cancelled']).default('cancelled'),
    aggregation: aggregation.prefault({}),
    numbers: numbers.prefault({}),
    devices: devices.prefault({}),
    dropout: dropout.prefault({}),
    attack: attack.optional(),
    selection: selection.default({ kind: 'all' }),
    ledger: ledger.prefault({}),
  })
  .superRefine((scenario, context) => {
    const refuse = (path: string[], message: string): void =>
      context.addIssue({ code: kindOfMisfit, path, message })
    const isPlain = ['fedavg', 'fedprox'].includes(scenario.strategy.name)
    if (!isPlain && scenario.server.optimiser !== 'average')
      refuse(['server', 'optimiser'], `must be average: ${scenario.strategy.name} has its own step`)
    if (scenario.selection.kind !== 'all' && scenario.selection.perRound > scenario.members)
      refuse(['selection', 'perRound'], 'is more than there are members')
    if (scenario.selection.kind === 'buffered' && scenario.strategy.name !== 'fedavg')
      refuse(['strategy', 'name'], 'must be fedavg: what is buffered is scaled by its age')
    if (
      scenario.selection.kind === 'buffered' &&
      !fitsMembers(scenario.selection, scenario.members)
    )
      refuse(['selection', 'concurrency'], 'and perRound are together more than there are members')
    if (scenario.aggregation.combine !== 'mean' && scenario.aggregation.grouping === 'whole')
      refuse(['aggregation', 'combine'], `compares groups, but grouping is whole`)
  })

/** Members of a round are in none of those that train. */
const fitsMembers = (
  { perRound, concurrency }: { readonly perRound: number; readonly concurrency: number },
  members: number,
): boolean => perRound + concurrency <= members
