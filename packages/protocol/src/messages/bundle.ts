import { fromHex, toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import { z } from 'zod'
import { encode, tryDecode } from '../codec.ts'
import { type Hex, zeroHash } from '../hex.ts'
import type { Envelope } from './envelope.ts'

/** Longest bundle, in bytes. */
export const maxBundleBytes: number = 256 << 20

const raw = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const bundleSchema = z.array(raw)
const pairSchema = z.tuple([raw, raw])

const bySender = (a: Envelope, b: Envelope): number => a.sender - b.sender

/** One artefact of a phase's envelopes, ascending by sender. Source: docs/protocol §2.3. */
export function encodeBundle(envelopes: readonly Envelope[]): Uint8Array {
  return encode([...envelopes].sort(bySender).map((envelope) => envelope.bytes))
}

/** Root over a bundle's envelopes; 32 zero bytes if there are none. */
export function bundleRoot(envelopes: readonly Uint8Array[]): Hex {
  return envelopes.length === 0 ? zeroHash : toHex(merkleRoot(envelopes))
}

/** The envelopes' bytes of a bundle, or undefined if it is malformed. */
export function splitBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  return tryDecode(bytes, bundleSchema, maxBundleBytes)
}

/** The reveal artefact: the bundle of reveals and the bundle of recovered shares. §6.1. */
export function encodeRevealArtefact(
  reveals: readonly Envelope[],
  recovers: readonly Envelope[],
): Uint8Array {
  return encode([encodeBundle(reveals), encodeBundle(recovers)])
}

/** Root of a reveal artefact: `H(0x01 ‖ root of reveals ‖ root of recovers)`. §6.1. */
export function revealRoot(reveals: readonly Uint8Array[], recovers: readonly Uint8Array[]): Hex {
  const [left, right] = [bundleRoot(reveals), bundleRoot(recovers)]
  return toHex(sha256(Uint8Array.of(1), fromHex(left), fromHex(right)))
}

/** Both bundles of a reveal artefact, or undefined if it is malformed. */
export function splitRevealArtefact(
  bytes: Uint8Array,
): { reveals: readonly Uint8Array[]; recovers: readonly Uint8Array[] } | undefined {
  const pair = tryDecode(bytes, pairSchema, maxBundleBytes)
  const reveals = pair && splitBundle(pair[0])
  const recovers = pair && splitBundle(pair[1])
  return reveals && recovers && { reveals, recovers }
}
