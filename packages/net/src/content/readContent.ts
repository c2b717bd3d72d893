import { decode } from '@ipld/dag-pb'
import { concatBytes, VainError } from '@vain/base'
import type { CID } from 'multiformats/cid'
import { isNode } from './swarm/wants.ts'
import { type Blocks, chunkBytes, cidOf } from './unixfs.ts'

/** Codec of the leaves. Source: multicodec table. */
const raw = 0x55
/** Three levels of 174 links hold more than a terabyte. */
const maxDepth = 4
/** Leaves that are read at once. */
const maxReads = 8
/** So many times what has been read may be reserved. */
const reserveRatio = 16
/** Longest content that may be had, in bytes. */
const maxHeldBytes = 2 ** 33

/** Where blocks are looked for. */
type ReadOptions = { readonly offline?: boolean; readonly signal?: AbortSignal }

/**
 * The bytes that the blocks under a CID make up, if they are laid out as `cidOf` does it.
 *
 * Links are followed by hand: the exporter of Helia ends the process when a block below the root is
 * malformed (ipfs-unixfs-exporter 16: a rejection that nobody handles), and believes what a root says
 * of its length.
 *
 * Room for all of it is reserved once a sixteenth has been read, so that a few bytes do not reserve
 * much, and content is never held twice.
 *
 * @param maxBytes - length up to which they are accepted; neither more blocks nor more bytes than
 * that needs are read
 * @param options - `offline` as Helia's blockstore has it
 * @throws {VainError} `net/too-large`, `net/no-content`, `net/cid-mismatch`; what the blockstore
 * throws if a block is missing
 */
export async function readContent(
  blocks: Blocks,
  root: CID,
  maxBytes: number,
  signal?: AbortSignal,
  { offline = false }: { offline?: boolean } = {},
): Promise<Uint8Array> {
  const from = bounded(blocks, maxBytes)
  const options = { offline, ...(signal && { signal }) }
  const leaves = await findLeaves(from, root, maxBytes, options)
  const bytes = await readLeaves(from, root, leaves, maxBytes, options)
  if ((await cidOf(bytes)) !== `${root.toV1()}`) throw otherLayout(root)
  return bytes
}

/** Whether all blocks under a CID are here, whatever they make up. Nothing but blocks is held. */
export async function hasContent(blocks: Blocks, root: CID): Promise<boolean> {
  const from = bounded(blocks, maxHeldBytes)
  const options = { offline: true }
  try {
    const leaves = await findLeaves(from, root, maxHeldBytes, options)
    const unlike = new Map(leaves.map((leaf) => [`${leaf}`, leaf])).values()
    await eachAtOnce([...unlike], async (leaf) => void (await readWhole(from, leaf, options)))
    return true
  } catch {
    return false
  }
}

/** Leaves in the order of their bytes. */
async function findLeaves(
  from: Blocks,
  root: CID,
  maxBytes: number,
  options: ReadOptions,
): Promise<CID[]> {
  const leaves: CID[] = []
  const visit = async (cid: CID, depth: number): Promise<void> => {
    if (cid.code === raw) {
      // The last one may have a single byte.
      if (leaves.length * chunkBytes >= maxBytes) throw tooLarge(maxBytes)
      leaves.push(cid)
      return
    }
    if (depth > maxDepth) throw otherLayout(root)
    if (!isNode(cid)) throw noContent(root)
    const links = readLinks(await readWhole(from, cid, options), root)
    // Nodes without leaves could be without end.
    if (links.length === 0 && depth > 0) throw otherLayout(root)
    for (const link of links) await visit(link, depth + 1)
  }
  await visit(root, 0)
  return leaves
}

async function readLeaves(
  from: Blocks,
  root: CID,
  leaves: readonly CID[],
  maxBytes: number,
  options: ReadOptions,
): Promise<Uint8Array> {
  const [last] = leaves.slice(-1)
  if (last === undefined) return new Uint8Array()
  const end = await readWhole(from, last, options)
  const lastAt = (leaves.length - 1) * chunkBytes
  if (end.length === 0 || end.length > chunkBytes) throw otherLayout(root)
  if (lastAt + end.length > maxBytes) throw tooLarge(maxBytes)
  const room = createRoom(lastAt + end.length)
  room.put(lastAt, end)
  await eachAtOnce(leaves.slice(0, -1), async (leaf, i) => {
    const chunk = await readWhole(from, leaf, options)
    if (chunk.length !== chunkBytes) throw otherLayout(root)
    room.put(i * chunkBytes, chunk)
  })
  return room.bytes()
}

/** Bytes that are put together from pieces in any order. */
function createRoom(size: number): {
  put(at: number, piece: Uint8Array): void
  bytes(): Uint8Array
} {
  let bytes: Uint8Array | undefined
  let [held, had]: [(readonly [number, Uint8Array])[], number] = [[], 0]
  return {
    put(at, piece) {
      if (bytes !== undefined) return bytes.set(piece, at)
      held.push([at, piece])
      had += piece.length
      if (had * reserveRatio < size) return
      bytes = new Uint8Array(size)
      for (const [start, early] of held) bytes.set(early, start)
      held = []
    },
    bytes: () => bytes ?? new Uint8Array(),
  }
}

/** Does something with each item, with some of them at once; begins no more once one has failed. */
async function eachAtOnce<Item>(
  items: readonly Item[],
  use: (item: Item, i: number) => Promise<void>,
): Promise<void> {
  const left = items.entries()
  let isOver = false
  const work = async (): Promise<void> => {
    for (const [i, item] of left) {
      if (isOver) return
      await use(item, i)
    }
  }
  try {
    await Promise.all(Array.from({ length: maxReads }, work))
  } finally {
    isOver = true
  }
}

/** One block. @throws what the blockstore throws if it is missing */
export async function readWhole(from: Blocks, cid: CID, options: ReadOptions): Promise<Uint8Array> {
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

function noContent(root: CID, cause?: unknown): VainError {
  return new VainError('net/no-content', 'the blocks are no file', { cid: `${root}` }, { cause })
}

function otherLayout(root: CID): VainError {
  return new VainError('net/cid-mismatch', 'the content is laid out in another way', {
    cid: `${root}`,
  })
}
