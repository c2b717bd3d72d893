import { decode } from '@ipld/dag-pb'
import { concatBytes, VainError } from '@vain/base'
import type { OpenContent } from '@vain/protocol'
import type { CID } from 'multiformats/cid'
import { eachAtOnce, inOrder } from './concurrently.ts'
import { isNode } from './swarm/wants.ts'
import { type Blocks, chunkBytes, cidOfLeaves } from './unixfs.ts'

/** Codec of the leaves. Source: multicodec table. */
const raw = 0x55
/** Three levels of 174 links hold more than a terabyte. */
const maxDepth = 4
/** Leaves that are read at once, and so most that wait for whoever reads: 2 MiB. */
const maxReads = 8
/** So many times what has been read may be reserved. */
const reserveRatio = 16
/** Longest content that may be had, in bytes. */
export const maxHeldBytes: number = 2 ** 33

/** Where blocks are looked for. */
type ReadOptions = { readonly offline?: boolean; readonly signal?: AbortSignal }

/** Content whose layout is known and right. */
export type ContentFile = OpenContent & {
  /** Its leaves, in the order of their bytes. */
  readonly leaves: readonly CID[]
}

/**
 * Opens the content under a CID, if its blocks are laid out as `cidOf` does it. The nodes and the
 * last leaf are read now; another leaf when its turn comes, which finds it missing or of another
 * length.
 *
 * Links are followed by hand: the exporter of Helia ends the process when a block below the root is
 * malformed (ipfs-unixfs-exporter 16.2: a rejection that nobody handles), and believes what a root says
 * of its length.
 *
 * @param maxBytes - length up to which it is accepted; no more blocks than that needs are read
 * @throws {VainError} `net/too-large`, `net/no-content`, `net/cid-mismatch`, the last one also while
 * it is read; what the blockstore throws if a block is missing
 */
export async function openContent(
  blocks: Blocks,
  root: CID,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<ContentFile> {
  const options = signal && { signal }
  const leaves = await findLeaves(blocks, root, maxBytes, options)
  const readLeaf = (leaf: CID): Promise<Uint8Array> => readWhole(blocks, leaf, options)
  const [last] = leaves.slice(-1)
  const lastBytes = last === undefined ? 0 : (await readLeaf(last)).length
  if (last !== undefined && (lastBytes === 0 || lastBytes > chunkBytes)) throw otherLayout(root)
  const sizeBytes = Math.max(0, leaves.length - 1) * chunkBytes + lastBytes
  if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
  if ((await cidOfLeaves(leaves, lastBytes)) !== `${root.toV1()}`) throw otherLayout(root)

  async function* read(start = 0, end = sizeBytes): AsyncGenerator<Uint8Array> {
    const from = Math.floor(start / chunkBytes)
    const wanted = leaves.slice(from, Math.ceil(Math.min(end, sizeBytes) / chunkBytes))
    let at = from * chunkBytes
    for await (const chunk of inOrder(wanted, maxReads, readLeaf)) {
      if (chunk.length !== Math.min(chunkBytes, sizeBytes - at)) throw otherLayout(root)
      yield chunk.subarray(Math.max(0, start - at), Math.max(0, end - at))
      at += chunk.length
    }
  }
  return { sizeBytes, leaves, read }
}

/**
 * All bytes of the content under a CID, opened as `openContent` does it.
 *
 * @throws as `openContent`, and while it is read
 */
export async function readContent(
  blocks: Blocks,
  root: CID,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return collect(await openContent(blocks, root, maxBytes, signal))
}

/**
 * All bytes of open content. Room for them is reserved once a sixteenth has been read, so that a few
 * bytes do not reserve much, and content is never held twice.
 */
export async function collect({ sizeBytes, read }: OpenContent): Promise<Uint8Array> {
  let early: Uint8Array[] = []
  let bytes: Uint8Array | undefined
  let had = 0
  for await (const piece of read()) {
    if (bytes === undefined) early.push(piece)
    else bytes.set(piece, had)
    had += piece.length
    if (bytes !== undefined || had * reserveRatio < sizeBytes) continue
    bytes = new Uint8Array(sizeBytes)
    let at = 0
    for (const one of early) {
      bytes.set(one, at)
      at += one.length
    }
    early = []
  }
  return bytes ?? new Uint8Array()
}

/** Whether all blocks under a CID are here, whatever they make up. Nothing but blocks is held. */
export async function hasContent(blocks: Blocks, root: CID): Promise<boolean> {
  try {
    const leaves = await findLeaves(blocks, root, maxHeldBytes)
    await eachAtOnce(unlike(leaves), maxReads, async (leaf) => void (await readWhole(blocks, leaf)))
    return true
  } catch {
    return false
  }
}

/** Each CID once. */
export function unlike(cids: readonly CID[]): CID[] {
  return [...new Map(cids.map((cid) => [`${cid}`, cid])).values()]
}

/** Leaves in the order of their bytes. */
async function findLeaves(
  blocks: Blocks,
  root: CID,
  maxBytes: number,
  options?: ReadOptions,
): Promise<CID[]> {
  const leaves: CID[] = []
  // A link costs some 60 bytes for each chunk of 262,144.
  let nodeBytes = Math.ceil(maxBytes / 1024) + 65_536
  const visit = async (cid: CID, depth: number): Promise<void> => {
    if (cid.code === raw) {
      // The last one may have a single byte.
      if (leaves.length * chunkBytes >= maxBytes) throw tooLarge(maxBytes)
      leaves.push(cid)
      return
    }
    if (depth > maxDepth) throw otherLayout(root)
    if (!isNode(cid)) throw noContent(root)
    const block = await readWhole(blocks, cid, options)
    nodeBytes -= block.length
    if (nodeBytes < 0) throw tooLarge(maxBytes)
    const links = readLinks(block, root)
    // Nodes without leaves could be without end.
    if (links.length === 0 && depth > 0) throw otherLayout(root)
    for (const link of links) await visit(link, depth + 1)
  }
  await visit(root, 0)
  return leaves
}

/** One block. @throws what the blockstore throws if it is missing */
export async function readWhole(
  from: Blocks,
  cid: CID,
  options?: ReadOptions,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of from.get(cid, options)) pieces.push(piece)
  const [first] = pieces
  return pieces.length === 1 && first !== undefined ? first : concatBytes(...pieces)
}

function readLinks(block: Uint8Array, root: CID): CID[] {
  try {
    return decode(block).Links.map(({ Hash }) => Hash)
  } catch (cause) {
    throw noContent(root, cause)
  }
}

function tooLarge(maxBytes: number): VainError {
  return new VainError('net/too-large', `the content has more than ${maxBytes} bytes`, { maxBytes })
}

function noContent(root: CID, cause?: unknown): VainError {
  return new VainError('net/no-content', 'the blocks are no file', { cid: `${root}` }, { cause })
}

function otherLayout(root: CID): VainError {
  return new VainError('net/cid-mismatch', 'the content is laid out in another way', {
    cid: `${root}`,
  })
}
