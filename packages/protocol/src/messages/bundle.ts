import { fromHex, toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import { maxBitmapBytes } from '../bitmap.ts'
import { readByteStrings } from '../byteStrings.ts'
import { encode } from '../codec.ts'
import { type Hex, zeroHash } from '../hex.ts'
import { type Body, kemKeyBytes, phases } from './bodies.ts'
import type { Envelope } from './envelope.ts'

const bySender = (a: Envelope, b: Envelope): number => a.sender - b.sender

/** One artefact of a phase's envelopes, ascending by sender. Source: docs/protocol §2.3. */
export function encodeBundle(envelopes: readonly Envelope[]): Uint8Array {
  return encode([...envelopes].sort(bySender).map((envelope) => envelope.bytes))
}

/** Root over a bundle's envelopes; 32 zero bytes if there are none. */
export function bundleRoot(envelopes: readonly Uint8Array[]): Hex {
  return envelopes.length === 0 ? zeroHash : toHex(merkleRoot(envelopes))
}

/** The envelopes' bytes of a bundle, or undefined if it is malformed or has more than `most`. */
export function splitBundle(bytes: Uint8Array, most: number): readonly Uint8Array[] | undefined {
  return readByteStrings(bytes, most)
}

/**
 * Longest bundle of a phase, in bytes.
 *
 * @param envelopes - how many it may hold
 * @param neighbours - most others that one message says something of
 */
export function bundleLimit(phase: Body['phase'], envelopes: number, neighbours: number): number {
  const more = bytesPerEnvelope[phase] ?? 0
  return 16 + envelopes * (envelopeBytes + more + neighbours * (bytesPerNeighbour[phase] ?? 0))
}

/** An envelope without what grows with the neighbours: names, hashes, a signature. */
const envelopeBytes = 1_024

/** What is long in an envelope whoever the neighbours are: a key of ML-KEM, a bitmap. */
const bytesPerEnvelope: Partial<Record<Body['phase'], number>> = {
  [phases.advertise]: kemKeyBytes,
  [phases.mask]: maxBitmapBytes,
}

/** What one more neighbour adds to an envelope: a deal, a pair seed, a share, with their names. */
const bytesPerNeighbour: Partial<Record<Body['phase'], number>> = {
  [phases.share]: 1_536,
  [phases.reveal]: 96,
  [phases.recover]: 96,
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

/** Both bundles of a reveal artefact, each of `most` envelopes; undefined if it is malformed. */
export function splitRevealArtefact(
  bytes: Uint8Array,
  most: number,
): { reveals: readonly Uint8Array[]; recovers: readonly Uint8Array[] } | undefined {
  const [first, second, ...more] = readByteStrings(bytes, 2) ?? []
  if (first === undefined || second === undefined || more.length > 0) return undefined
  const [reveals, recovers] = [splitBundle(first, most), splitBundle(second, most)]
  return reveals && recovers && { reveals, recovers }
}
