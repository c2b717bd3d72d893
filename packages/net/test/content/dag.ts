import { createHash } from 'node:crypto'
import { CID } from 'multiformats/cid'

/** CIDv1 with SHA-256; `codec` is 0x55 for raw bytes, 0x70 for DAG-PB. */
export function toCid(codec: number, block: Uint8Array): string {
  const digest = createHash('sha256').update(block).digest()
  return CID.decode(Uint8Array.from([0x01, codec, 0x12, 0x20, ...digest])).toString()
}

/**
 * The DAG-PB block of a UnixFS file that is the sum of its links, written by hand so that it can
 * be held against the library.
 *
 * Source: DAG-PB specification (links before data), UnixFS specification (type 2 is a file).
 */
export function fileNode(
  links: readonly (readonly [cid: string, fileSize: number, name?: string])[],
  treeSizes: readonly number[] = links.map(([, fileSize]) => fileSize),
): Uint8Array {
  const total = links.reduce((sum, [, fileSize]) => sum + fileSize, 0)
  const data = [
    ...number(1, 2),
    ...number(3, total),
    ...links.flatMap(([, fileSize]) => number(4, fileSize)),
  ]
  const encoded = links.flatMap(([cid, , name = ''], i) =>
    field(2, [
      ...field(1, CID.parse(cid).bytes),
      ...field(2, Buffer.from(name)),
      ...number(3, treeSizes[i] as number),
    ]),
  )
  return Uint8Array.from([...encoded, ...field(1, data)])
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

function number(tag: number, value: number): number[] {
  return [tag * 8, ...varint(value)]
}

function field(tag: number, bytes: ArrayLike<number>): number[] {
  return [tag * 8 + 2, ...varint(bytes.length), ...Array.from(bytes)]
}
