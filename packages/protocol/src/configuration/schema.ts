import { z } from 'zod'
import { maxFaults } from '../sketch/plan.ts'
import type { Configuration } from './configuration.ts'
import { findMisfits } from './rules.ts'

const bytes = (length: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length)
const bytes32 = bytes(32)
const cid = z.string().min(1).max(128)
const whole = (most: number) => z.number().int().min(0).max(most)
const natural = (most: number) => z.number().int().min(1).max(most)
const hashed = z.strictObject({ hash: bytes32, cid })

/**
 * Most parameters of a model. Every member holds several vectors of them, and a checkpoint has up to
 * three: 1.6 GB at this bound, which a model like GPT-2 with 124 million is just within. SCAFFOLD,
 * with vectors of twice the length and a checkpoint of up to four, has half of it.
 */
const maxParameters = 2 ** 27

/** Most steps of a member in a round. */
const mostLocalSteps = 100_000

const numbers = z.strictObject({
  clipMicro: natural(1e12),
  scaleBits: natural(24),
  maxWeight: natural(65_536),
  laneBits: z.literal([16, 32]),
  rotate: z.boolean(),
})

const aggregation = z.strictObject({
  grouping: z.enum(['whole', 'groups', 'singles']),
  dropoutBps: whole(4_999),
  combine: z.enum([
    'mean',
    'median',
    'trimmed-mean',
    'centred-clipping',
    'krum',
    'multi-krum',
    'bulyan',
  ]),
  byzantineBps: whole(4_999),
  check: z.enum(['none', 'sketch']),
  committeeFaults: whole(maxFaults),
  beacon: z
    .strictObject({
      publicKey: bytes(256),
      genesisTime: whole(Number.MAX_SAFE_INTEGER),
      periodSeconds: natural(86_400),
      delaySeconds: whole(3_600),
    })
    .optional(),
})

const server = z.strictObject({
  optimiser: z.enum(['average', 'momentum', 'nesterov', 'adam', 'yogi', 'adagrad']),
  learningRateMicro: natural(1e9),
  beta1Micro: whole(999_999),
  beta2Micro: whole(999_999),
  tauMicro: whole(1e9),
})

const momentumMicro = whole(999_999)

const strategy = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('fedavg') }),
  z.strictObject({
    name: z.literal('fednova'),
    momentumMicro,
    leastSteps: natural(mostLocalSteps),
    mostSteps: natural(mostLocalSteps),
  }),
  z.strictObject({ name: z.literal('scaffold'), momentumMicro }),
  z.strictObject({ name: z.literal('diloco'), coordinates: natural(maxParameters) }),
])

const privacy = z.strictObject({
  unit: z.enum(['none', 'node', 'record']),
  noiseMultiplierMicro: whole(1e9),
  samplingRateMicro: whole(1e6),
  lotSize: whole(65_536),
  deltaExponent: whole(30),
})

/** What zod calls a problem that it did not find itself. */
const kindOfMisfit = 'custom'

/** Shape and bounds of a configuration, and the rules between its settings. */
export const configurationSchema: z.ZodType<Configuration> = z
  .strictObject({
    v: z.literal(1),
    name: z.string().max(64),
    task: z.enum(['classification', 'regression']),
    parameters: natural(maxParameters),
    trainProgram: hashed,
    evaluateProgram: hashed,
    dataPolicy: hashed,
    genesisModel: z.strictObject({ root: bytes32, cid }),
    training: z.strictObject({
      epochs: natural(1_000),
      batchSize: natural(65_536),
      evaluateBatchSize: natural(65_536),
      learningRateMicro: natural(1e9),
    }),
    numbers,
    aggregation,
    server,
    strategy,
    privacy,
    replay: z.strictObject({ examples: bytes32 }).optional(),
  })
  .superRefine((settings, context) => {
    for (const { path, message } of findMisfits(settings))
      context.addIssue({ code: kindOfMisfit, path: [...path], message })
  })
