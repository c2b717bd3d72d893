import { z } from 'zod'
import { maxIndex } from '../bitmap.ts'
import { encode, tryDecode } from '../codec.ts'
import { phases } from './bodies.ts'
import { maxEnvelopeBytes } from './envelope.ts'

/** libp2p protocol of round messages. Source: docs/protocol §8. */
export const roundProtocol = '/vain/round/1'

/** libp2p protocol of masked vectors. Source: docs/protocol §8. */
export const vectorProtocol = '/vain/vector/1'

const uint32 = z.number().int().min(0).max(0xffff_ffff)
const place = { run: uint32, round: uint32 }
const raw = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const bundle = {
  root: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32),
  cid: z.string().max(128),
}

/** What an aggregator asks an operator for. */
export type RoundRequest = {
  run: number
  round: number
  phase: number
  /** Survivors whose reveal is missing; only with phase `recover`. */
  vanished?: number[] | undefined
  /** Evaluation bundle to attest; only with phase `attest`, where its absence asks what is signed. */
  evaluation?: { root: Uint8Array; cid: string } | undefined
}

const requestSchema: z.ZodType<RoundRequest> = z.strictObject({
  ...place,
  phase: z.number().int().min(phases.advertise).max(phases.attest),
  vanished: z.array(z.number().int().min(0).max(maxIndex)).max(maxIndex).optional(),
  evaluation: z.strictObject(bundle).optional(),
})

/**
 * What it gets. `wait` means: ask again later; `refuse` means: do not; `signed` names the one
 * evaluation bundle of the round that the validator has signed already, with that signature.
 */
export type RoundResponse =
  | { kind: 'message'; envelope: Uint8Array }
  | { kind: 'signature'; signature: Uint8Array }
  | { kind: 'signed'; root: Uint8Array; cid: string; signature: Uint8Array }
  | { kind: 'wait' }
  | { kind: 'refuse'; reason: string }

const responseSchema: z.ZodType<RoundResponse> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), envelope: raw }),
  z.strictObject({ kind: z.literal('signature'), signature: raw }),
  z.strictObject({ kind: z.literal('signed'), ...bundle, signature: raw }),
  z.strictObject({ kind: z.literal('wait') }),
  z.strictObject({ kind: z.literal('refuse'), reason: z.string().max(128) }),
])

/** Names the masked vector of a round. */
export type VectorRequest = { run: number; round: number }

const vectorSchema: z.ZodType<VectorRequest> = z.strictObject(place)

/** Gossip: the sender's answer of a phase is ready. */
export type Hint = { run: number; round: number; phase: number; sender: number }

const hintSchema: z.ZodType<Hint> = z.strictObject({
  ...place,
  phase: z.number().int().min(0).max(255),
  sender: z.number().int().min(0).max(maxIndex),
})

/** Longest request, in bytes. */
export const maxRequestBytes: number = 1 << 19

/** Longest response, in bytes. */
export const maxResponseBytes: number = maxEnvelopeBytes + 1024

export const encodeRequest = (request: RoundRequest): Uint8Array => encode(request)
export const decodeRequest = (bytes: Uint8Array): RoundRequest | undefined =>
  tryDecode(bytes, requestSchema, maxRequestBytes)

export const encodeResponse = (response: RoundResponse): Uint8Array => encode(response)
export const decodeResponse = (bytes: Uint8Array): RoundResponse | undefined =>
  tryDecode(bytes, responseSchema, maxResponseBytes)

export const encodeVectorRequest = (request: VectorRequest): Uint8Array => encode(request)
export const decodeVectorRequest = (bytes: Uint8Array): VectorRequest | undefined =>
  tryDecode(bytes, vectorSchema, 256)

export const encodeHint = (hint: Hint): Uint8Array => encode(hint)
export const decodeHint = (bytes: Uint8Array): Hint | undefined => tryDecode(bytes, hintSchema, 256)
