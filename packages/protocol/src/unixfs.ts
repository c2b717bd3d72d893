import { concatBytes, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { Hex } from './hex.ts'

/** Bytes of a leaf; the last one has what is left. */
const chunkBytes = 262_144
/** Links of a node at most. */
const maxLinks = 174

/** A block of the tree over some bytes. */
type Block = {
  /** CID in binary: version 1, `raw` for a leaf and `dag-pb` above, sha2-256. */
  readonly cid: Uint8Array
  readonly digest: Uint8Array
  /** Bytes of the content below it. */
  readonly contentBytes: number
  /** Bytes of it and of all blocks below it. */
  readonly totalBytes: number
}

/**
 * The digest in the CID under which bytes are published, for those who fetch without a library of
 * IPFS: `cidOfContent` makes the CID of it.
 *
 * The tree is that of `ipfs add --cid-version 1`, with a node above a single leaf as well.
 *
 * Source: docs/protocol §2.2; the UnixFS and DAG-PB specifications of IPFS.
 */
export function contentOf(bytes: Uint8Array): Hex {
  let level: Block[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    level.push(leafOf(bytes.subarray(at, at + chunkBytes)))
  do level = inGroups(level).map(nodeOver)
  while (level.length > 1)
  // The loop leaves exactly one.
  return toHex((level[0] as Block).digest)
}

function inGroups(blocks: readonly Block[]): Block[][] {
  const count = Math.max(1, Math.ceil(blocks.length / maxLinks))
  return Array.from({ length: count }, (_, i) => blocks.slice(i * maxLinks, (i + 1) * maxLinks))
}

function leafOf(chunk: Uint8Array): Block {
  return blockOf(chunk, 0x55, chunk.length, chunk.length)
}

/** A DAG-PB node: links first, then the UnixFS file (type 2) with its size and those of its parts. */
function nodeOver(parts: readonly Block[]): Block {
  const contentBytes = parts.reduce((sum, part) => sum + part.contentBytes, 0)
  const links = parts.map(({ cid, totalBytes }) =>
    field(2, concatBytes(field(1, cid), field(2, new Uint8Array()), number(3, totalBytes))),
  )
  const sizes = parts.map((part) => number(4, part.contentBytes))
  const file = concatBytes(number(1, 2), number(3, contentBytes), ...sizes)
  const node = concatBytes(...links, field(1, file))
  const below = parts.reduce((sum, part) => sum + part.totalBytes, 0)
  return blockOf(node, 0x70, contentBytes, node.length + below)
}

function blockOf(bytes: Uint8Array, codec: number, contentBytes: number, total: number): Block {
  const digest = sha256(bytes)
  const cid = concatBytes(Uint8Array.of(1, codec, 0x12, digest.length), digest)
  return { cid, digest, contentBytes, totalBytes: total }
}

/** A field of bytes in protocol buffers. */
function field(tag: number, bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of((tag << 3) | 2), varint(bytes.length), bytes)
}

/** A field that is a number. */
function number(tag: number, value: number): Uint8Array {
  return concatBytes(Uint8Array.of(tag << 3), varint(value))
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Uint8Array.from([...bytes, rest])
}
