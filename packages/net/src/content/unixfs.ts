import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { concatBytes, equalBytes, VainError } from '@vain/base'
import type { Helia } from 'helia'
import { type BufferImporterResult, type ImporterOptions, importFile } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'

/** Bytes of a leaf; the last one has what is left. */
export const chunkBytes = 262_144

/**
 * How bytes become blocks; the same bytes always get the same CID.
 *
 * These are the settings of `ipfs add --cid-version 1`, but for content of one chunk, which gets a
 * node above its leaf as all the others do: every CID is then dag-pb, and a contract may keep 32
 * bytes of digest for it. Source: docs/protocol §2.2.
 */
const importOptions: ImporterOptions = {
  cidVersion: 1,
  rawLeaves: true,
  reduceSingleLeafToSelf: false,
  chunker: fixedSize({ chunkSize: chunkBytes }),
  layout: balanced({ maxChildrenPerNode: 174 }),
}

/** Puts bytes somewhere, block by block as they come, and returns their CID. */
export async function layOut(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  blocks: Pick<Blocks, 'put'>,
): Promise<CID> {
  const { cid } = await importFile({ content: bytes }, blocks, importOptions)
  return cid
}

const nowhere = { put: async (cid: CID): Promise<CID> => cid }

/** The CID that `Content.put` gives these bytes, computed without storing anything. */
export async function cidOf(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  return (await layOut(bytes, nowhere)).toString()
}

/**
 * The CID that `Content.put` gives the bytes of these leaves, if all but the last have `chunkBytes`,
 * computed without the bytes.
 */
export async function cidOfLeaves(leaves: readonly CID[], lastBytes: number): Promise<string> {
  if (leaves.length === 0) return cidOf(new Uint8Array())
  const block = new Uint8Array()
  async function* bufferImporter(): AsyncGenerator<() => Promise<BufferImporterResult>> {
    for (const [i, cid] of leaves.entries()) {
      const size = BigInt(i === leaves.length - 1 ? lastBytes : chunkBytes)
      yield async () => ({ cid, size, block })
    }
  }
  const file = { content: block }
  const { cid } = await importFile(file, nowhere, { ...importOptions, bufferImporter })
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
export type Blocks = Pick<Helia['blockstore'], 'get' | 'put' | 'has'>

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
