import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { z } from 'zod'
import { encode, tryDecode } from './codec.ts'
import type { Hex } from './hex.ts'
import type { Numbers } from './numbers/quantise.ts'

type Hashed = { hash: Uint8Array; cid: string }

/** What a run trains and how, whole numbers only. Source: docs/protocol §9. */
export type Configuration = {
  v: 1
  name: string
  task: 'classification'
  /** Length `d` of the parameter vector. */
  parameters: number
  trainProgram: Hashed
  evaluateProgram: Hashed
  dataPolicy: Hashed
  genesisModel: { root: Uint8Array; cid: string }
  training: {
    epochs: number
    batchSize: number
    evaluateBatchSize: number
    learningRateMicro: number
  }
  numbers: Numbers
}

const bytes32 = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32)
const cid = z.string().min(1).max(128)
const natural = (most: number) => z.number().int().min(1).max(most)
const hashed = z.strictObject({ hash: bytes32, cid })

const schema: z.ZodType<Configuration> = z.strictObject({
  v: z.literal(1),
  name: z.string().max(64),
  task: z.literal('classification'),
  parameters: natural(2 ** 30),
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
  numbers: z.strictObject({
    clipMicro: natural(1e12),
    scaleBits: natural(24),
    maxWeight: natural(65_536),
  }),
})

/** Longest configuration, in bytes. */
export const maxConfigurationBytes = 16_384

/** The artefact whose hash stands in `RunRegistry`. */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  return encode(configuration)
}

/** Reads a configuration, or undefined if it is malformed. */
export function decodeConfiguration(bytes: Uint8Array): Configuration | undefined {
  return tryDecode(bytes, schema, maxConfigurationBytes)
}

/** SHA-256 of an artefact's bytes, as `RunRegistry` records programs, policy and configuration. */
export function artefactHash(bytes: Uint8Array): Hex {
  return toHex(sha256(bytes))
}
