import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { type AddOptions, unixfs } from '@helia/unixfs'
import { concatBytes, equalBytes, VainError } from '@vain/base'
import { importBytes } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'

/**
 * How bytes become blocks; the same bytes always get the same CID.
 *
 * These are the settings of `ipfs add --cid-version 1`, but for content of one chunk, which gets a
 * node above its leaf as all the others do: every CID is then dag-pb, and a contract may keep 32
 * bytes of digest for it. Source: docs/protocol §2.2.
 */
export const importOptions: Pick<
  AddOptions,
  'cidVersion' | 'rawLeaves' | 'reduceSingleLeafToSelf' | 'chunker' | 'layout'
> = {
  cidVersion: 1,
  rawLeaves: true,
  reduceSingleLeafToSelf: false,
  chunker: fixedSize({ chunkSize: 262_144 }),
  layout: balanced({ maxChildrenPerNode: 174 }),
}

/** The CID that `Content.put` gives these bytes, computed without storing anything. */
export async function cidOf(bytes: Uint8Array): Promise<string> {
  const nowhere = { put: async (cid: CID): Promise<CID> => cid }
  const { cid } = await importBytes(bytes, nowhere, importOptions)
  return cid.toString()
}

/**
 * Reads a CID.
 *
 * @throws {VainError} `net/bad-cid`
 */
export function parseCid(text: string): CID {
  try {
    return CID.parse(text)
  } catch (cause) {
    throw new VainError('net/bad-cid', 'the text is no CID', { length: text.length }, { cause })
  }
}

/**
 * Whether a block is what its CID says. Helia brings no other hash than SHA-256 (and identity, which
 * is never stored).
 */
export function isBlockOf(cid: CID, block: Uint8Array): boolean {
  const digest = createHash('sha256').update(block).digest()
  return cid.multihash.code === sha256.code && equalBytes(digest, cid.multihash.digest)
}

/** Where blocks are read. */
export type Blocks = Parameters<typeof unixfs>[0]['blockstore']

/**
 * The bytes that the blocks under a CID make up.
 *
 * @param maxBytes - length up to which they are accepted; neither more blocks nor more bytes than
 * that needs are read
 * @param options - `offline` as Helia's blockstore has it
 * @throws {VainError} `net/too-large`; what the blockstore throws if a block is missing
 */
export async function readContent(
  blocks: Blocks,
  root: CID,
  maxBytes: number,
  signal?: AbortSignal,
  { offline = false }: { offline?: boolean } = {},
): Promise<Uint8Array> {
  const files = unixfs({ blockstore: bounded(blocks, maxBytes) })
  const options = { offline, ...(signal && { signal }), blockReadConcurrency: 8 }
  const { size } = await files.stat(root, options)
  if (Number(size) > maxBytes) throw tooLarge(maxBytes)
  // Pieces that are put together at the end would take twice the room.
  const bytes = new Uint8Array(Number(size))
  let read = 0
  for await (const piece of files.cat(root, options)) {
    read += piece.length
    if (read > bytes.length) throw otherSize(root, bytes.length)
    bytes.set(piece, read - piece.length)
  }
  if (read < bytes.length) throw otherSize(root, bytes.length)
  return bytes
}

/** One block; undefined if it is not to be had. */
export async function readBlock(
  blocks: Blocks,
  cid: CID,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of blocks.get(cid, signal && { signal })) pieces.push(piece)
  } catch {
    return undefined
  }
  return concatBytes(...pieces)
}

/** Aborted as soon as one of them is. */
export function joined(...signals: AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any(signals)
  // Each block waits on it; that is no leak.
  setMaxListeners(0, signal)
  return signal
}

/** The same blocks, but no more of them than content of `maxBytes` can have. */
function bounded(blocks: Blocks, maxBytes: number): Blocks {
  // A link costs some 60 bytes for each chunk of 262,144.
  let left = maxBytes + Math.ceil(maxBytes / 1024) + 65_536
  return {
    put: (cid, block, options) => blocks.put(cid, block, options),
    has: (cid, options) => blocks.has(cid, options),
    async *get(cid, options) {
      for await (const piece of blocks.get(cid, options)) {
        left -= piece.length
        if (left < 0) throw tooLarge(maxBytes)
        yield piece
      }
    },
  }
}

function tooLarge(maxBytes: number): VainError {
  return new VainError('net/too-large', `the content has more than ${maxBytes} bytes`, { maxBytes })
}

function otherSize(root: CID, said: number): VainError {
  return new VainError('net/cid-mismatch', 'the content has not the length that it says', {
    cid: `${root}`,
    said,
  })
}
