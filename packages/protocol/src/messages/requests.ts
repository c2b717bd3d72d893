import { fromHex, toHex } from '@vain/base'
import { z } from 'zod'
import type { Artefact } from '../artefact.ts'
import { beaconSignatureBytes } from '../beacon/beacon.ts'
import { maxIndex } from '../bitmap.ts'
import { encode, listOf, tryDecode } from '../codec.ts'
import { phases } from './bodies.ts'
import { maxEnvelopeBytes } from './envelope.ts'

/** libp2p protocol of round messages. Source: docs/protocol §8. */
export const roundProtocol = '/vain/round/1'

/** libp2p protocol of masked vectors. Source: docs/protocol §8. */
export const vectorProtocol = '/vain/vector/2'

const uint32 = z.number().int().min(0).max(0xffff_ffff)
const place = { run: uint32, round: uint32 }
const raw = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const bytes32 = raw.refine((value) => value.length === 32).transform(toHex)
const artefact: z.ZodType<Artefact> = z.strictObject({ root: bytes32, content: bytes32 })

/** What an aggregator asks an operator for. */
export type RoundRequest = {
  run: number
  round: number
  phase: number
  /** Advertise bundle to deal under, with phase `share`; to mask under, with phase `mask`. */
  roster?: Artefact | undefined
  /** Share bundle to mask under, with phase `mask`; without either it asks `bound`. */
  share?: Artefact | undefined
  /** Signature of the round of the beacon that drew the check, with all that is of a check. */
  beacon?: Uint8Array | undefined
  /** Sketch bundle to answer about, with `check` and `sums`. */
  sketches?: Artefact | undefined
  /** Check bundle to settle, with `settle`; that was settled, with `sums`, `reveal`, `recover`. */
  check?: Artefact | undefined
  /** Settle bundle of that check bundle, with `sums`, `reveal` and `recover`. */
  settles?: Artefact | undefined
  /** Survivors whose reveal is missing; only with phase `recover`. */
  vanished?: number[] | undefined
  /** Evaluation bundle to attest; only with phase `attest`, where its absence asks what is signed. */
  evaluation?: Artefact | undefined
}

const requestSchema: z.ZodType<RoundRequest> = z.strictObject({
  ...place,
  phase: z.number().int().min(phases.advertise).max(phases.sums),
  roster: artefact.optional(),
  share: artefact.optional(),
  beacon: raw.refine((value) => value.length === beaconSignatureBytes).optional(),
  sketches: artefact.optional(),
  check: artefact.optional(),
  settles: artefact.optional(),
  vanished: listOf(z.number().int().min(0).max(maxIndex), maxIndex).optional(),
  evaluation: artefact.optional(),
})

/**
 * What it gets. `wait` means: ask again later; `refuse` means: do not; `bound` names the bundles
 * that the member has masked under; `sketched` the sketch bundle that the place has answered about,
 * `checked` the check bundle that the place has settled or after which the member has spoken; `signed` names the one evaluation bundle of the round that the
 * validator has signed already, with that signature.
 */
export type RoundResponse =
  | { kind: 'message'; envelope: Uint8Array }
  | { kind: 'bound'; roster: Artefact; share: Artefact }
  | { kind: 'sketched'; sketches: Artefact }
  | { kind: 'checked'; check: Artefact }
  | { kind: 'signature'; signature: Uint8Array }
  | { kind: 'signed'; evaluation: Artefact; signature: Uint8Array }
  | { kind: 'wait' }
  | { kind: 'refuse'; reason: string }

const responseSchema: z.ZodType<RoundResponse> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), envelope: raw }),
  z.strictObject({ kind: z.literal('bound'), roster: artefact, share: artefact }),
  z.strictObject({ kind: z.literal('sketched'), sketches: artefact }),
  z.strictObject({ kind: z.literal('checked'), check: artefact }),
  z.strictObject({ kind: z.literal('signature'), signature: raw }),
  z.strictObject({ kind: z.literal('signed'), evaluation: artefact, signature: raw }),
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

/** Fields that are artefacts as two byte strings each; absent ones left out. */
function toWire(message: object): object {
  const fields = Object.entries(message).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    fields.map(([name, value]) => [name, isArtefact(value) ? bytesOf(value) : value]),
  )
}

const isArtefact = (value: object | string | number): value is Artefact =>
  typeof value === 'object' && 'root' in value

const bytesOf = ({ root, content }: Artefact): object => ({
  root: fromHex(root),
  content: fromHex(content),
})

export const encodeRequest = (request: RoundRequest): Uint8Array => encode(toWire(request))
export const decodeRequest = (bytes: Uint8Array): RoundRequest | undefined =>
  tryDecode(bytes, requestSchema, maxRequestBytes)

export const encodeResponse = (response: RoundResponse): Uint8Array => encode(toWire(response))
export const decodeResponse = (bytes: Uint8Array): RoundResponse | undefined =>
  tryDecode(bytes, responseSchema, maxResponseBytes)

export const encodeVectorRequest = (request: VectorRequest): Uint8Array => encode(request)
export const decodeVectorRequest = (bytes: Uint8Array): VectorRequest | undefined =>
  tryDecode(bytes, vectorSchema, 256)

export const encodeHint = (hint: Hint): Uint8Array => encode(hint)
export const decodeHint = (bytes: Uint8Array): Hint | undefined => tryDecode(bytes, hintSchema, 256)
