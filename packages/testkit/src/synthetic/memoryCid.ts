import { concatBytes, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { cidOfContent } from '@vain/protocol'

const chunkBytes = 262_144
const mostLinks = 174

/** A block's CID in binary, the length of the content under it, and of all blocks from it down. */
type Node = { readonly cid: Uint8Array; readonly content: number; readonly total: number }

/**
 * The CID that the network gives bytes: UnixFS with raw leaves below dag-pb nodes, balanced.
 *
 * Source: docs/protocol §2.2; IPLD "DAG-PB" and UnixFS specifications.
 */
export function memoryCid(bytes: Uint8Array): string {
  let row: Node[] = []
  for (let at = 0; at < bytes.length || at === 0; at += chunkBytes)
    row.push(toLeaf(bytes.subarray(at, at + chunkBytes)))
  do row = groupsOf(row).map(toParent)
  while (row.length > 1)
  const digest = row[0]?.cid.subarray(4) ?? new Uint8Array()
  return cidOfContent(toHex(digest))
}

/** CID version 1 with sha2-256 (0x12) of 32 bytes. Codecs: raw 0x55, dag-pb 0x70. */
const cidOf = (codec: number, block: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(1, codec, 0x12, 32), sha256(block))

const toLeaf = (chunk: Uint8Array): Node => ({
  cid: cidOf(0x55, chunk),
  content: chunk.length,
  total: chunk.length,
})

function groupsOf(row: readonly Node[]): Node[][] {
  const groups: Node[][] = []
  for (let at = 0; at < row.length; at += mostLinks) groups.push(row.slice(at, at + mostLinks))
  return groups
}

/** A file node: its links (field 2), then its UnixFS data (field 1). */
function toParent(children: readonly Node[]): Node {
  const sum = (key: 'content' | 'total'): number => children.reduce((n, node) => n + node[key], 0)
  const links = children.map(({ cid, total }) =>
    // Hash, an empty name, size.
    field(2, concatBytes(field(1, cid), Uint8Array.of(0x12, 0), number(3, total))),
  )
  const sizes = children.map(({ content }) => number(4, content))
  // Type 2 is a file.
  const data = field(1, concatBytes(number(1, 2), number(3, sum('content')), ...sizes))
  const block = concatBytes(...links, data)
  return { cid: cidOf(0x70, block), content: sum('content'), total: sum('total') + block.length }
}

/** Protocol buffers: a byte string, and a number. */
const field = (at: number, bytes: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of((at << 3) | 2), varint(bytes.length), bytes)
const number = (at: number, value: number): Uint8Array =>
  concatBytes(Uint8Array.of(at << 3), varint(value))

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  return Uint8Array.from([...bytes, left])
}
