import { setTimeout as sleep } from 'node:timers/promises'
import type { Libp2p } from '@libp2p/interface'
import type { CID } from 'multiformats/cid'
import type { Exchange } from '../../exchange/exchange.ts'
import { type Blocks, joined, readBlock } from '../unixfs.ts'
import { askForBlocks, maxBatch } from './blockRequests.ts'
import { createWants, isNode, type Wants } from './wants.ts'

/** Peers that one content is fetched from at once. */
const maxSources = 8
/** A peer that had nothing, or failed, is left alone for so long. */
const restMs = 1_000
/** Blocks that a peer has not sent for so long others are asked for as well, if nothing else is left. */
const slowMs = 5_000
/** Without a block for so long it gives up. */
const patienceMs = 30_000
/** Between two looks at who is there. */
const lookMs = 250

/**
 * Fetches what is missing below a root from all connected peers at once and keeps it on disk.
 * It ends when nothing is missing, or when no block has come for 30 seconds; whoever called reads
 * the content then and sees.
 *
 * @param onBlock - told of each block that came
 * @throws {VainError} `net/too-large`; what the blockstore throws when it cannot write; the reason
 * of the signal
 */
export type Swarm = (
  root: CID,
  maxBytes: number,
  signal: AbortSignal,
  onBlock: () => void,
) => Promise<void>

type Deps = {
  readonly exchange: Pick<Exchange, 'visit'>
  readonly libp2p: Pick<Libp2p, 'getPeers'>
  /** What is on disk. */
  readonly blocks: Blocks
}

/**
 * Bitswap as it is used here fetches from one peer, block by block. This asks every peer for other
 * batches of blocks and checks each block by its CID. Each is on disk before it counts: whatever is
 * broken off, also by the end of the process, goes on where it stopped, and who has a part serves it.
 * At most `maxSources · maxBatch` blocks are in memory.
 *
 * Source: docs/protocol §8; docs/decisions.
 */
export function createSwarm(deps: Deps): Swarm {
  const turns = new Map<string, Promise<void>>()
  return async (root, maxBytes, signal, onBlock) => {
    const name = `${root}`
    // Who wants the same at the same time finds it on disk.
    const before = turns.get(name)
    const turn = (async () => {
      await before?.catch(() => undefined)
      signal.throwIfAborted()
      await fetchBelow(deps, root, maxBytes, signal, onBlock)
    })()
    turns.set(name, turn)
    try {
      await turn
    } finally {
      if (turns.get(name) === turn) turns.delete(name)
    }
  }
}

/** A peer as it fares with this content. */
type Source = { restUntilMs: number; readonly lacks: Set<string> }

type Work = {
  readonly deps: Deps
  readonly wants: Wants
  readonly sources: Map<string, Source>
  /** Batches under way, by peer. */
  readonly asked: Map<string, { readonly cids: readonly CID[]; readonly sinceMs: number }>
  readonly signal: AbortSignal
  readonly onBlock: () => void
  blockAtMs: number
  failure?: { readonly error: unknown }
  wake: () => void
}

async function fetchBelow(
  deps: Deps,
  root: CID,
  maxBytes: number,
  outer: AbortSignal,
  onBlock: () => void,
): Promise<void> {
  const wants = createWants(maxBytes, Math.random)
  const over = new AbortController()
  const signal = joined(outer, over.signal)
  await addLocal(deps.blocks, wants, root)
  const state = { sources: new Map(), asked: new Map(), blockAtMs: performance.now() }
  const work: Work = { deps, wants, signal, onBlock, ...state, wake: () => undefined }
  try {
    while (wants.missing > 0 && performance.now() - work.blockAtMs < patienceMs) {
      outer.throwIfAborted()
      if (work.failure !== undefined) throw work.failure.error
      askIdle(work)
      const woken = new Promise<void>((resolve) => (work.wake = resolve))
      await Promise.race([woken, sleep(lookMs, undefined, { signal }).catch(() => undefined)])
    }
    outer.throwIfAborted()
    if (work.failure !== undefined) throw work.failure.error
  } finally {
    over.abort()
  }
}

/** Marks blocks that are on disk already, and all below them. */
async function addLocal(blocks: Blocks, wants: Wants, root: CID): Promise<void> {
  const queue = [root]
  for (let cid = queue.pop(); cid !== undefined; cid = queue.pop()) {
    if (!(await blocks.has(cid))) continue
    const block = isNode(cid) ? await readBlock(blocks, cid) : new Uint8Array()
    if (block !== undefined) queue.push(...wants.have(cid, block))
  }
}

function askIdle(work: Work): void {
  const { deps, wants, sources, asked } = work
  const now = performance.now()
  for (const peer of deps.libp2p.getPeers().map(String)) {
    if (asked.size >= maxSources) return
    const source = sources.get(peer) ?? { restUntilMs: 0, lacks: new Set() }
    sources.set(peer, source)
    if (asked.has(peer) || source.restUntilMs > now) continue
    const cids = wants.take(maxBatch, (cid) => !source.lacks.has(`${cid}`))
    const batch = cids.length > 0 ? cids : slowBatch(work, now)
    if (batch.length > 0) void askOne(work, peer, source, batch)
    else if (source.lacks.size > 0) rest(source)
  }
}

/** What a slow peer was asked for, when there is nothing else to ask for. */
function slowBatch({ asked, wants }: Work, now: number): readonly CID[] {
  for (const { cids, sinceMs } of asked.values()) {
    const late = cids.filter((cid) => wants.isMissing(cid))
    if (now - sinceMs > slowMs && late.length > 0) return late
  }
  return []
}

/** It may have by then what it lacks now. */
function rest(source: Source): void {
  source.restUntilMs = performance.now() + restMs
  source.lacks.clear()
}

async function askOne(
  work: Work,
  peer: string,
  source: Source,
  cids: readonly CID[],
): Promise<void> {
  const { deps, wants, asked, signal } = work
  asked.set(peer, { cids, sinceMs: performance.now() })
  const stores: Promise<void>[] = []
  try {
    await askForBlocks(
      deps.exchange,
      peer,
      cids,
      (cid, block) => stores.push(store(work, cid, block)),
      signal,
    )
    await Promise.all(stores)
    const lacking = cids.filter((cid) => wants.isMissing(cid))
    for (const cid of lacking) source.lacks.add(`${cid}`)
    if (lacking.length === cids.length) rest(source)
  } catch {
    // Gone, slow, or not of our kind: others have it, or it is asked again.
    await Promise.allSettled(stores)
    rest(source)
  } finally {
    wants.putBack(cids)
    asked.delete(peer)
    work.wake()
  }
}

async function store(work: Work, cid: CID, block: Uint8Array): Promise<void> {
  const { deps, wants, onBlock } = work
  if (!wants.isMissing(cid)) return
  try {
    await deps.blocks.put(cid, block)
    wants.have(cid, block)
    work.blockAtMs = performance.now()
    onBlock()
  } catch (error) {
    work.failure = { error }
  }
}
