import { concatBytes, fromHex, toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import type { Artefact } from '../artefact.ts'
import { maxBitmapBytes } from '../bitmap.ts'
import { readByteStrings } from '../byteStrings.ts'
import { encode } from '../codec.ts'
import { type Hex, zeroHash } from '../hex.ts'
import { type Body, kemKeyBytes, phases } from './bodies.ts'
import { type Envelope, maxEnvelopeBytes } from './envelope.ts'

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

/** What one survivor adds to what a place answers, with names. */
const openingBytes = 2_304
/** What one group adds to what a place says of sums, with names. */
const sumBytes = 41_216

/** Most survivors that a place can answer about in one envelope. Source: docs/protocol §3. */
export const maxCheckedSurvivors: number = Math.floor(
  (maxEnvelopeBytes - envelopeBytes) / openingBytes,
)
/** Most groups of which a place can say the sums in one envelope. Source: docs/protocol §3. */
export const maxCheckedGroups: number = Math.floor((maxEnvelopeBytes - envelopeBytes) / sumBytes)

/**
 * What one more neighbour adds to an envelope: a deal, a pair seed, a share, an opening, with their
 * names. Those of a sketch are the places of the committee, those of a check all survivors, those of
 * sums all groups.
 */
const bytesPerNeighbour: Partial<Record<Body['phase'], number>> = {
  [phases.share]: 1_536,
  [phases.reveal]: 96,
  [phases.recover]: 96,
  [phases.sketch]: 45_056,
  [phases.check]: openingBytes,
  [phases.sums]: sumBytes,
}

/** The bundles of a round's check, as they are published. Source: docs/protocol §4.10. */
export type CheckRefs = {
  readonly sketches: Artefact
  readonly checks: Artefact
  /** Settle bundle, by which that check is the round's only one. */
  readonly settles: Artefact
  readonly sums: Artefact
}

/** The reveal artefact: the bundles of reveals and recovered shares, and where those of a check are. */
export function encodeRevealArtefact(
  reveals: readonly Envelope[],
  recovers: readonly Envelope[],
  check?: CheckRefs,
): Uint8Array {
  const refs =
    check === undefined
      ? []
      : [check.sketches, check.checks, check.settles, check.sums].map(toWords)
  return encode([encodeBundle(reveals), encodeBundle(recovers), ...refs])
}

const toWords = ({ root, content }: Artefact): Uint8Array =>
  concatBytes(fromHex(root), fromHex(content))

const fromWords = (words: Uint8Array): Artefact | undefined =>
  words.length === 64
    ? { root: toHex(words.subarray(0, 32)), content: toHex(words.subarray(32)) }
    : undefined

/** Root of a reveal artefact: a tree over the roots of its two bundles, or of all six. §6.1. */
export function revealRoot(
  reveals: readonly Uint8Array[],
  recovers: readonly Uint8Array[],
  check?: CheckRefs,
): Hex {
  const revealed = joinRoots(bundleRoot(reveals), bundleRoot(recovers))
  if (check === undefined) return revealed
  const judged = joinRoots(check.sketches.root, check.checks.root)
  return joinRoots(revealed, joinRoots(judged, joinRoots(check.settles.root, check.sums.root)))
}

const joinRoots = (left: Hex, right: Hex): Hex =>
  toHex(sha256(Uint8Array.of(1), fromHex(left), fromHex(right)))

/** What is in a reveal artefact. */
export type RevealParts = {
  readonly reveals: readonly Uint8Array[]
  readonly recovers: readonly Uint8Array[]
  /** In a run with a check. */
  readonly check?: CheckRefs
}

/** The parts of a reveal artefact, bundles of `most` envelopes each; undefined if it is malformed. */
export function splitRevealArtefact(bytes: Uint8Array, most: number): RevealParts | undefined {
  const [first, second, ...refs] = readByteStrings(bytes, 6) ?? []
  if (first === undefined || second === undefined) return undefined
  const [reveals, recovers] = [splitBundle(first, most), splitBundle(second, most)]
  if (reveals === undefined || recovers === undefined) return undefined
  if (refs.length === 0) return { reveals, recovers }
  const [sketches, checks, settles, sums] = refs.map(fromWords)
  if (!sketches || !checks || !settles || !sums) return undefined
  return { reveals, recovers, check: { sketches, checks, settles, sums } }
}
