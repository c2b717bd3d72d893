import { fromText, type Secret, toHex, toUint } from '@vain/base'
import { keccak256, recoverAddress, sha256, signDigest } from '@vain/crypto'
import { z } from 'zod'
import { maxIndex } from '../bitmap.ts'
import { encode, tryDecode } from '../codec.ts'
import type { Hex } from '../hex.ts'
import type { Venue } from '../round/transcript.ts'
import { type Body, bodySchema } from './bodies.ts'

/**
 * Longest envelope, in bytes: a share message to more than 2,700 neighbours fits, a place's answers
 * about 1,800 members, and the sums of 101 groups.
 */
export const maxEnvelopeBytes: number = 4 << 20

/** A message with its sender's index and signature, as it is sent, stored and published. */
export type Envelope = {
  readonly sender: number
  readonly body: Body
  /** The DAG-CBOR bytes of the whole envelope. */
  readonly bytes: Uint8Array
}

const envelopeSchema = z.tuple([
  z.number().int().min(0).max(maxIndex),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 65),
])

const domainType = keccak256(
  fromText('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
)
const messageType = keccak256(
  fromText('RoundMessage(uint32 run,uint32 round,uint8 phase,uint16 sender,bytes32 body)'),
)

/**
 * EIP-712 digest that the staking key signs for a body.
 *
 * Source: docs/protocol §3, EIP-712 "Definition of encodeData".
 */
export function messageDigest(
  venue: Venue,
  message: {
    readonly run: number
    readonly round: number
    readonly phase: number
    readonly sender: number
    readonly bodyHash: Uint8Array
  },
): Uint8Array {
  const word = (value: number | bigint): Uint8Array => toUint(value, 256)
  const domain = keccak256(
    domainType,
    keccak256(fromText('vAIn')),
    keccak256(fromText('1')),
    word(venue.chainId),
    word(BigInt(venue.ledger)),
  )
  const struct = keccak256(
    messageType,
    word(message.run),
    word(message.round),
    word(message.phase),
    word(message.sender),
    message.bodyHash,
  )
  return keccak256(Uint8Array.of(0x19, 0x01), domain, struct)
}

/** Signs a body as an operator. The digest binds chain, ledger, run, round, phase and sender. */
export function signEnvelope(
  venue: Venue,
  sender: number,
  body: Body,
  key: Secret<Uint8Array>,
): Envelope {
  const bodyBytes = encode(body)
  const { run, round, phase } = body
  const digest = messageDigest(venue, { run, round, phase, sender, bodyHash: sha256(bodyBytes) })
  return { sender, body, bytes: encode([sender, bodyBytes, signDigest(key, digest)]) }
}

/** Why an envelope was not accepted. */
export type EnvelopeFault = 'malformed' | 'unknown-sender' | 'bad-signature'

/**
 * Reads an envelope from untrusted bytes and checks its signature. A peer's fault is a value.
 *
 * @param addressOf - staking address of an operator, or undefined if there is none
 */
export function openEnvelope(
  venue: Venue,
  bytes: Uint8Array,
  addressOf: (sender: number) => Hex | undefined,
): Envelope | { readonly fault: EnvelopeFault } {
  const parts = tryDecode(bytes, envelopeSchema, maxEnvelopeBytes)
  const body = parts && tryDecode(parts[1], bodySchema, maxEnvelopeBytes)
  if (parts === undefined || body === undefined) return { fault: 'malformed' }
  const [sender, bodyBytes, signature] = parts
  const address = addressOf(sender)
  if (address === undefined) return { fault: 'unknown-sender' }
  const { run, round, phase } = body
  const digest = messageDigest(venue, { run, round, phase, sender, bodyHash: sha256(bodyBytes) })
  const signer = recoverAddress(digest, signature)
  if (signer === undefined || toHex(signer) !== address) return { fault: 'bad-signature' }
  return { sender, body, bytes }
}

/** Whom an envelope names as its sender, signed or not; undefined if it is malformed. */
export function senderOf(bytes: Uint8Array): number | undefined {
  return tryDecode(bytes, envelopeSchema, maxEnvelopeBytes)?.[0]
}
