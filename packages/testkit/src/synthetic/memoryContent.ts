import { concatBytes, VainError } from '@vain/base'
import type { Content, OpenContent } from '@vain/protocol'
import { memoryCid } from './memoryCid.ts'

/** Artefacts in memory, with doors for those who lie. */
export type MemoryContent = Content & {
  /** Alters stored bytes in place of the CID they were stored under. */
  tamper(cid: string, change: (bytes: Uint8Array) => void): void
  /** Forgets a CID. */
  remove(cid: string): void
  /** How many artefacts are here. */
  size(): number
}

/** Stores that find each other's artefacts, as the peers of a network do. */
export type MemorySwarm = { join(): MemoryContent }

/** A swarm without members. */
export function createMemorySwarm(): MemorySwarm {
  const stores: Map<string, Uint8Array>[] = []
  return {
    join() {
      const own = new Map<string, Uint8Array>()
      stores.push(own)
      return openStore(own, (cid) => stores.find((store) => store.has(cid))?.get(cid))
    },
  }
}

function openStore(
  own: Map<string, Uint8Array>,
  findElsewhere: (cid: string) => Uint8Array | undefined,
): MemoryContent {
  const keep = (cid: string, bytes: Uint8Array): string => {
    own.set(cid, bytes.slice())
    return cid
  }
  const get: Content['get'] = async (cid, { maxBytes }) => {
    const bytes = own.get(cid) ?? findElsewhere(cid)
    if (bytes === undefined) throw new VainError('testkit/not-found', 'nobody has it', { cid })
    if (bytes.length > maxBytes)
      throw new VainError('testkit/too-large', 'it is too large', { cid, bytes: bytes.length })
    if (!own.has(cid)) keep(cid, bytes)
    return bytes.slice()
  }
  return {
    async put(bytes) {
      const pieces: Uint8Array[] = []
      for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) pieces.push(piece)
      const whole = concatBytes(...pieces)
      return keep(memoryCid(whole), whole)
    },
    get,
    open: async (...wanted) => opened(await get(...wanted)),
    async openLocally(cid) {
      const bytes = own.get(cid)
      return bytes && opened(bytes.slice())
    },
    hasLocally: async (cid) => own.has(cid),
    tamper(cid, change) {
      const bytes = own.get(cid)
      if (bytes === undefined) throw new VainError('testkit/not-found', 'it is not here', { cid })
      change(bytes)
    },
    remove: (cid) => void own.delete(cid),
    size: () => own.size,
  }
}

/** In pieces that are smaller than those of a node, so that there are several. */
function opened(bytes: Uint8Array): OpenContent {
  const pieceBytes = 1_024
  return {
    sizeBytes: bytes.length,
    async *read(start = 0, end = bytes.length) {
      for (let at = start; at < end; at += pieceBytes)
        yield bytes.slice(at, Math.min(end, at + pieceBytes))
    },
  }
}
