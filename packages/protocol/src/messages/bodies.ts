import { z } from 'zod'
import { beaconSignatureBytes } from '../beacon/beacon.ts'
import { isBitmap, maxIndex } from '../bitmap.ts'
import { listOf } from '../codec.ts'
import { elementBytes } from '../sketch/field.ts'
import { columns, entries, maxPlaces, openings } from '../sketch/plan.ts'

const bytes = (length: number): z.ZodType<Uint8Array> =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length)
const bytesOrNone = (length: number): z.ZodType<Uint8Array> =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && (value.length === length || value.length === 0),
  )
const uint = (most: number): z.ZodType<number> => z.number().int().min(0).max(most)
const uint32 = uint(0xffff_ffff)
const index = uint(maxIndex)
const ascending =
  <T>(key: (item: T) => number) =>
  (items: readonly T[]): boolean =>
    items.every((item, i) => i === 0 || key(items[i - 1] as T) < key(item))

/** Phase numbers of signed messages. Source: docs/protocol §3. */
export const phases = {
  advertise: 1,
  share: 2,
  mask: 3,
  reveal: 4,
  recover: 5,
  evaluate: 6,
  attest: 7,
  sketch: 8,
  check: 9,
  settle: 10,
  sums: 11,
} as const

/** Kinds of a Shamir share: of the self seed `b`, or of the mask seed `a`. */
export const shareKinds = { self: 1, mask: 2 } as const

/** Bytes of an encapsulation key of ML-KEM-768. Source: FIPS 203 §8, table 3. */
export const kemKeyBytes = 1_184

/** Bytes of a ciphertext of ML-KEM-768. Source: FIPS 203 §8, table 3. */
export const kemCiphertextBytes = 1_088

const place = { run: uint32, round: uint32 }
const bound = { ...place, ctx: bytes(32) }

/**
 * First message of a round: public keys and the commitment to `b`, 32 bytes each, and the
 * encapsulation key of ML-KEM-768, 1,184 bytes.
 */
export type Advertise = {
  phase: 1
  run: number
  round: number
  maskKey: Uint8Array
  sealKey: Uint8Array
  kemKey: Uint8Array
  selfCommitment: Uint8Array
}

/**
 * What one member deals to another; hashes have 32 bytes, and so have `pad` and `edge` if the
 * dealer is the lower of both, none if not.
 */
export type Deal = {
  to: number
  /** Of ML-KEM-768, to the holder: 1,088 bytes. */
  ciphertext: Uint8Array
  /** Both shares: 80 bytes. */
  sealed: Uint8Array
  selfShareHash: Uint8Array
  maskShareHash: Uint8Array
  /** The mask secret of the pair, under a key of the dealer's mask seed. */
  pad: Uint8Array
  /** Commitment to the pair's seed. */
  edge: Uint8Array
}

export type Share = { phase: 2; run: number; round: number; ctx: Uint8Array; deals: Deal[] }

/** Announces a masked vector of `length` words, and the pair masks that are in it. */
export type Mask = {
  phase: 3
  run: number
  round: number
  ctx: Uint8Array
  length: number
  root: Uint8Array
  /** Digest of the vector's CID. */
  content: Uint8Array
  /** Bitmap of the peers with a valid edge to the sender. */
  peers: Uint8Array
  /** Root over these edges. Source: docs/protocol §4.5. */
  edges: Uint8Array
}

/** A survivor's self seed and its pair seeds with the dropped. */
export type Reveal = {
  phase: 4
  run: number
  round: number
  ctx: Uint8Array
  self: Uint8Array
  edges: { to: number; seed: Uint8Array }[]
}

/** Shamir shares of others' seeds; `kind` is one of `shareKinds`. */
export type Recover = {
  phase: 5
  run: number
  round: number
  ctx: Uint8Array
  shares: { of: number; kind: 1 | 2; share: Uint8Array }[]
}

/**
 * A validator's judgement of a model; `lossMicro` is the mean loss × 10⁶, in nats, or in half ranges
 * squared where a run's task is regression.
 */
export type Evaluate = {
  phase: 6
  run: number
  round: number
  sumRoot: Uint8Array
  modelRoot: Uint8Array
  correct: number
  total: number
  lossMicro: number
}

/** What a survivor deals to one place of the committee. Source: docs/protocol §4.10. */
export type SketchDeal = {
  /** Of ML-KEM-768, to the place: 1,088 bytes. */
  ciphertext: Uint8Array
  /** Its share: 43,136 bytes. */
  sealed: Uint8Array
  /** By which the share is recognised: 32 bytes. */
  hash: Uint8Array
}

/** A survivor's sketches, shared among the committee: one deal a place, from place 1 on. */
export type Sketch = {
  phase: 8
  run: number
  round: number
  ctx: Uint8Array
  /** Signature of the beacon's round that drew sketches and committee: 48 bytes. */
  beacon: Uint8Array
  deals: SketchDeal[]
}

/** What a place says of the sketches of one bundle. Numbers have 16 bytes each. §4.10. */
export type Check = {
  phase: 9
  run: number
  round: number
  ctx: Uint8Array
  /** Root of the sketch bundle. */
  sketches: Uint8Array
  /** Of every survivor whose share is here: 135 numbers. */
  openings: { of: number; values: Uint8Array }[]
}

/** A place's one word in a round on which check bundle counts. §4.10. */
export type Settle = {
  phase: 10
  run: number
  round: number
  ctx: Uint8Array
  /** Root of the check bundle. */
  check: Uint8Array
}

/** What a place says of sums, once a check bundle is settled. Numbers have 16 bytes each. §4.10. */
export type Sums = {
  phase: 11
  run: number
  round: number
  ctx: Uint8Array
  /** Root of the check bundle. */
  check: Uint8Array
  /** Of every group that is not condemned, all of whose survivors' shares are here: 2,560 numbers. */
  sums: { group: number; values: Uint8Array }[]
}

/** Body of a signed message. Source: docs/protocol §3. */
export type Body =
  | Advertise
  | Share
  | Mask
  | Reveal
  | Recover
  | Evaluate
  | Sketch
  | Check
  | Settle
  | Sums

const advertiseSchema: z.ZodType<Advertise> = z.strictObject({
  phase: z.literal(1),
  ...place,
  maskKey: bytes(32),
  sealKey: bytes(32),
  kemKey: bytes(kemKeyBytes),
  selfCommitment: bytes(32),
})

const dealSchema: z.ZodType<Deal> = z.strictObject({
  to: index,
  ciphertext: bytes(kemCiphertextBytes),
  sealed: bytes(80),
  selfShareHash: bytes(32),
  maskShareHash: bytes(32),
  pad: bytesOrNone(32),
  edge: bytesOrNone(32),
})

const shareSchema: z.ZodType<Share> = z.strictObject({
  phase: z.literal(2),
  ...bound,
  deals: listOf(
    dealSchema,
    maxIndex,
    ascending((deal: Deal) => deal.to),
  ),
})

const maskSchema: z.ZodType<Mask> = z.strictObject({
  phase: z.literal(3),
  ...bound,
  length: uint32,
  root: bytes(32),
  content: bytes(32),
  peers: z.custom<Uint8Array>((value) => value instanceof Uint8Array && isBitmap(value)),
  edges: bytes(32),
})

const revealSchema: z.ZodType<Reveal> = z.strictObject({
  phase: z.literal(4),
  ...bound,
  self: bytes(32),
  edges: listOf(
    z.strictObject({ to: index, seed: bytes(32) }),
    maxIndex,
    ascending((edge: { to: number }) => edge.to),
  ),
})

const recoverSchema: z.ZodType<Recover> = z.strictObject({
  phase: z.literal(5),
  ...bound,
  shares: listOf(
    z.strictObject({
      of: index,
      kind: z.union([z.literal(shareKinds.self), z.literal(shareKinds.mask)]),
      share: bytes(32),
    }),
    maxIndex,
    ascending((share: { of: number }) => share.of),
  ),
})

const evaluateSchema: z.ZodType<Evaluate> = z.strictObject({
  phase: z.literal(6),
  ...place,
  sumRoot: bytes(32),
  modelRoot: bytes(32),
  correct: uint32,
  total: uint32,
  lossMicro: uint(Number.MAX_SAFE_INTEGER),
})

/** Bytes that sealing adds to a message. Source: docs/protocol §4.4. */
const tagBytes = 16

const sketchSchema: z.ZodType<Sketch> = z.strictObject({
  phase: z.literal(phases.sketch),
  ...bound,
  beacon: bytes(beaconSignatureBytes),
  deals: listOf(
    z.strictObject({
      ciphertext: bytes(kemCiphertextBytes),
      sealed: bytes(elementBytes * columns + tagBytes),
      hash: bytes(32),
    }),
    maxPlaces,
  ),
})

const checkSchema: z.ZodType<Check> = z.strictObject({
  phase: z.literal(phases.check),
  ...bound,
  sketches: bytes(32),
  openings: listOf(
    z.strictObject({ of: index, values: bytes(elementBytes * openings) }),
    maxIndex,
    ascending((opening: { of: number }) => opening.of),
  ),
})

const settleSchema: z.ZodType<Settle> = z.strictObject({
  phase: z.literal(phases.settle),
  ...bound,
  check: bytes(32),
})

const sumsSchema: z.ZodType<Sums> = z.strictObject({
  phase: z.literal(phases.sums),
  ...bound,
  check: bytes(32),
  sums: listOf(
    z.strictObject({ group: index, values: bytes(elementBytes * entries) }),
    maxIndex,
    ascending((sum: { group: number }) => sum.group),
  ),
})

/** Shape of every body: exact fields, bounded sizes, ascending lists. */
export const bodySchema: z.ZodType<Body> = z.union([
  advertiseSchema,
  shareSchema,
  maskSchema,
  revealSchema,
  recoverSchema,
  evaluateSchema,
  sketchSchema,
  checkSchema,
  settleSchema,
  sumsSchema,
])
