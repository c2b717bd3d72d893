import { concatBytes, equalBytes, fromHex, toHex, VainError } from '@vain/base'
import type { Hex } from './hex.ts'
import type { Content } from './ports.ts'

/** Published bytes that the chain names. Source: docs/protocol §2. */
export type Artefact = {
  /** Merkle root of the bytes, or of a bundle's envelopes. */
  readonly root: Hex
  /** SHA-256 digest of the DAG-PB block at the top: the variable part of the CID. */
  readonly content: Hex
}

/** Whether two artefacts are the same, in content and place. */
export function isSameArtefact(a: Artefact, b: Artefact): boolean {
  return a.root === b.root && a.content === b.content
}

/** Stores bytes whose root is known, and says where they are. */
export async function publishArtefact(
  content: Pick<Content, 'put'>,
  root: Hex,
  bytes: Uint8Array,
): Promise<Artefact> {
  return { root, content: contentOfCid(await content.put(bytes)) }
}

/** CID version 1, codec dag-pb (0x70), multihash sha2-256 (0x12) of 32 bytes. */
const prefix = Uint8Array.of(1, 0x70, 0x12, 32)

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** The CID under which an artefact is found: version 1, dag-pb, sha2-256, in base32. */
export function cidOfContent(content: Hex): string {
  return `b${toBase32(concatBytes(prefix, fromHex(content)))}`
}

/** Letters of a CID that says all of an artefact: `b`, and 36 bytes in base32. */
const cidLength = 59

/**
 * The digest in a CID.
 *
 * @throws {VainError} `protocol/bad-cid` unless it is what `cidOfContent` writes
 */
export function contentOfCid(cid: string): Hex {
  if (cid.length !== cidLength)
    throw new VainError('protocol/bad-cid', 'a CID of another length', { length: cid.length })
  const bytes = fromBase32(cid.slice(1))
  const content = toHex(bytes.subarray(prefix.length))
  const fits = bytes.length === 36 && equalBytes(bytes.subarray(0, prefix.length), prefix)
  if (!fits || cidOfContent(content) !== cid)
    throw new VainError('protocol/bad-cid', 'not a CID version 1 of dag-pb with sha2-256', { cid })
  return content
}

/** Without padding. Source: RFC 4648 §6, in lower case. */
function toBase32(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0]
  for (const byte of bytes) {
    bits = ((bits & 0xff) << 8) | byte
    for (held += 8; held >= 5; held -= 5) text += alphabet[(bits >> (held - 5)) & 31]
  }
  return held > 0 ? text + alphabet[(bits << (5 - held)) & 31] : text
}

/** Whole bytes of a text; letters outside the alphabet count as anything, the caller compares. */
function fromBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let [bits, held] = [0, 0]
  for (const letter of text) {
    bits = ((bits & 0xff) << 5) | (alphabet.indexOf(letter) & 31)
    held += 5
    if (held < 8) continue
    held -= 8
    bytes.push((bits >> held) & 0xff)
  }
  return Uint8Array.from(bytes)
}
