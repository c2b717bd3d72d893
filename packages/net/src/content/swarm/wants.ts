import { decode } from '@ipld/dag-pb'
import { VainError } from '@vain/base'
import type { CID } from 'multiformats/cid'

/** Codec of the nodes above the leaves. Source: multicodec table. */
const dagPb = 0x70

/** The blocks of a content that are not here yet. */
export type Wants = {
  /**
   * Says that a block is here, and adds those that it links to.
   *
   * @param block - may be left out for a leaf
   * @returns what it links to and was not known
   * @throws {VainError} `net/too-large`
   */
  have(cid: CID, block?: Uint8Array): readonly CID[]
  /**
   * Takes up to `most` blocks that nobody was asked for, beginning anywhere, so that peers who
   * fetch the same have different parts of it to give to each other.
   */
  take(most: number, isFit: (cid: CID) => boolean): CID[]
  /** Puts blocks back that did not come. */
  putBack(cids: readonly CID[]): void
  /** Whether a block is still missing. */
  isMissing(cid: CID): boolean
  /** All blocks that are missing, asked for or not. */
  readonly missing: number
}

/**
 * What is missing below a root. Nodes are looked into as they come; a block counts once, however
 * often it is linked to.
 *
 * @param maxBytes - of the content; more than blocks of that can hold is refused
 * @param random - from 0 to less than 1
 */
export function createWants(maxBytes: number, random: () => number): Wants {
  const seen = new Set<string>()
  const missing = new Map<string, CID>()
  const free = new Map<string, CID>()
  // As `readContent` counts.
  let left = maxBytes + Math.ceil(maxBytes / 1024) + 65_536
  return {
    have(cid, block = new Uint8Array()) {
      if (seen.has(`${cid}`) && !missing.has(`${cid}`)) return []
      seen.add(`${cid}`)
      missing.delete(`${cid}`)
      free.delete(`${cid}`)
      left -= block.length
      if (left < 0)
        throw new VainError('net/too-large', `the content has more than ${maxBytes} bytes`, {
          maxBytes,
        })
      const links = isNode(cid) ? linksOf(block).filter((link) => !seen.has(`${link}`)) : []
      for (const link of links) {
        seen.add(`${link}`)
        missing.set(`${link}`, link)
        free.set(`${link}`, link)
      }
      return links
    },
    take(most, isFit) {
      const fit = [...free.values()].filter(isFit)
      // A node leads to more: it comes first.
      const nodes = fit.filter(isNode)
      const from = nodes.length > 0 ? nodes : fit
      const start = Math.floor(random() * Math.max(1, from.length - most + 1))
      const taken = from.slice(start, start + most)
      for (const cid of taken) free.delete(`${cid}`)
      return taken
    },
    putBack(cids) {
      for (const cid of cids) if (missing.has(`${cid}`)) free.set(`${cid}`, cid)
    },
    isMissing: (cid) => missing.has(`${cid}`),
    get missing() {
      return missing.size
    },
  }
}

/** Whether a block has links. */
export function isNode({ code }: CID): boolean {
  return code === dagPb
}

/** Links of a node; none if it is no node, which reading the content will tell. */
export function linksOf(block: Uint8Array): CID[] {
  try {
    return decode(block).Links.map(({ Hash }) => Hash)
  } catch {
    return []
  }
}
