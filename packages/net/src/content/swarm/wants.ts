import { decode } from '@ipld/dag-pb'
import { VainError } from '@vain/base'
import type { CID } from 'multiformats/cid'
import { chunkBytes } from '../unixfs.ts'

/** Codec of the nodes above the leaves. Source: multicodec table. */
const dagPb = 0x70
/** Links of a node as `cidOf` lays content out. */
const maxLinks = 174

/** The blocks of a content that are not here yet. */
export type Wants = {
  /**
   * Says that a block is here, and adds those that it links to.
   *
   * @param block - may be left out for a leaf
   * @returns what it links to and was not known
   * @throws {VainError} `net/too-large`; `net/cid-mismatch` for a node with more links than ours
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
 * often it is linked to. A link of 40 bytes costs kilobytes of memory here, so links are bounded, too.
 *
 * @param maxBytes - of the content; more bytes or blocks than content of that length has are refused
 * @param random - from 0 to less than 1
 */
export function createWants(maxBytes: number, random: () => number): Wants {
  const seen = new Set<string>()
  const missing = new Map<string, CID>()
  const free = new Map<string, CID>()
  // As `readContent` counts.
  let left = maxBytes + Math.ceil(maxBytes / 1024) + 65_536
  // A node for each 174 leaves, one for each 174 of those, and so on: less than a hundredth.
  const maxBlocks = Math.ceil(Math.ceil(maxBytes / chunkBytes) * 1.01) + 64
  const tooLarge = (): VainError =>
    new VainError('net/too-large', `the content has more than ${maxBytes} bytes`, { maxBytes })
  return {
    have(cid, block = new Uint8Array()) {
      if (seen.has(`${cid}`) && !missing.has(`${cid}`)) return []
      seen.add(`${cid}`)
      missing.delete(`${cid}`)
      free.delete(`${cid}`)
      left -= block.length
      if (left < 0) throw tooLarge()
      const links = isNode(cid) ? fewLinks(cid, block).filter((link) => !seen.has(`${link}`)) : []
      for (const link of links) {
        if (seen.size >= maxBlocks && !seen.has(`${link}`)) throw tooLarge()
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

function fewLinks(cid: CID, block: Uint8Array): CID[] {
  const links = linksOf(block)
  if (links.length > maxLinks)
    throw new VainError('net/cid-mismatch', 'the content is laid out in another way', {
      cid: `${cid}`,
      links: links.length,
    })
  return links
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
