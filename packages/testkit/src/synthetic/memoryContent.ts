import { concatBytes, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { Content } from '@vain/protocol'

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

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

function toBase32(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0]
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    for (held += 8; held >= 5; held -= 5) text += alphabet[(bits >> (held - 5)) & 31]
    bits &= 0xff
  }
  return held > 0 ? text + alphabet[(bits << (5 - held)) & 31] : text
}

/**
 * The CID `raw/sha2-256` of bytes. For content of up to one chunk it is the one that the network
 * gives it; longer content has another one there. Source: docs/protocol §2.2.
 */
export function memoryCid(bytes: Uint8Array): string {
  // CID version 1, codec raw (0x55), multihash sha2-256 (0x12) of 32 bytes.
  return `b${toBase32(concatBytes(Uint8Array.of(1, 0x55, 0x12, 32), sha256(bytes)))}`
}

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

/** A store on its own. */
export function createMemoryContent(): MemoryContent {
  return createMemorySwarm().join()
}

function openStore(
  own: Map<string, Uint8Array>,
  findElsewhere: (cid: string) => Uint8Array | undefined,
): MemoryContent {
  const keep = (cid: string, bytes: Uint8Array): string => {
    own.set(cid, bytes.slice())
    return cid
  }
  return {
    put: async (bytes) => keep(memoryCid(bytes), bytes),
    async get(cid, { maxBytes }) {
      const bytes = own.get(cid) ?? findElsewhere(cid)
      if (bytes === undefined) throw new VainError('testkit/not-found', 'nobody has it', { cid })
      if (bytes.length > maxBytes)
        throw new VainError('testkit/too-large', 'it is too large', { cid, bytes: bytes.length })
      if (!own.has(cid)) keep(cid, bytes)
      return bytes.slice()
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
