import { setTimeout as sleep } from 'node:timers/promises'
import type { Libp2p } from '@libp2p/interface'
import type { CID } from 'multiformats/cid'
import type { Exchange } from '../../exchange/exchange.ts'
import { connectedPeers } from '../../transport/connectedPeers.ts'
import { type Blocks, joined, readBlock } from '../unixfs.ts'
import { askForBlocks, maxBatch } from './blockRequests.ts'
import { createWants, isNode, type Wants } from './wants.ts'

/** Peers that one content is fetched from at once, not counting slow ones. */
const maxSources = 8
/** A peer that had nothing, or failed, is left alone for so long; twice as long after each failure. */
const restMs = 1_000
const maxRestMs = 8_000
/**
 * A peer is slow that has not sent `paceBytes` for so long: another takes its place, and its blocks
 * others are asked for as well, if nothing else is left.
 */
const slowMs = 5_000
/** A peer that has not sent `paceBytes` for so long is given up. */
const silentMs = 15_000
/** Eight sources share a link of a quarter of a megabit a second at that pace. */
const paceBytes = 16_384
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
  readonly libp2p: Pick<Libp2p, 'getConnections'>
  /** What is on disk. */
  readonly blocks: Blocks
}

/**
 * Bitswap as it is used here fetches from one peer, block by block. This asks every peer for other
 * batches of blocks and checks each block by its CID. Each is on disk before it counts: whatever is
 * broken off, also by the end of the process, goes on where it stopped, and who has a part serves it.
 * At most `maxBatch` blocks of each peer that is asked are in memory.
 *
 * Who takes requests and sends nothing, or next to nothing, keeps nobody from being asked: it holds a
 * place for five seconds, and whoever failed is asked after all the others, also for other content.
 *
 * Source: docs/protocol §8; docs/decisions.
 */
export function createSwarm(deps: Deps): Swarm {
  const turns = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  return async (root, maxBytes, signal, onBlock) => {
    const name = `${root}`
    // Who wants the same at the same time finds it on disk.
    const before = turns.get(name)
    const turn = (async () => {
      await before?.catch(() => undefined)
      signal.throwIfAborted()
      await fetchBelow({ ...deps, failures }, root, maxBytes, signal, onBlock)
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

/** What a peer is being asked for. */
type Batch = {
  readonly cids: readonly CID[]
  readonly sinceMs: number
  readonly end: AbortController
  bytes: number
  /** When it last had sent `paceBytes` more; the beginning before that. */
  pacedAtMs: number
}

type Work = {
  readonly deps: Deps & {
    /** How often peers failed one after the other, whatever they were asked for. */
    readonly failures: Map<string, number>
  }
  readonly wants: Wants
  readonly sources: Map<string, Source>
  /** Batches under way, by peer. */
  readonly asked: Map<string, Batch>
  readonly signal: AbortSignal
  readonly onBlock: () => void
  blockAtMs: number
  failure?: { readonly error: unknown }
  wake: () => void
}

async function fetchBelow(
  deps: Work['deps'],
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
  const { wants, sources, asked } = work
  const now = performance.now()
  for (const { end, pacedAtMs } of asked.values()) if (now - pacedAtMs > silentMs) end.abort()
  let busy = [...asked.values()].filter(({ pacedAtMs }) => now - pacedAtMs <= slowMs).length
  for (const peer of byStanding(work.deps)) {
    if (busy >= maxSources) return
    const source = sources.get(peer) ?? { restUntilMs: 0, lacks: new Set() }
    sources.set(peer, source)
    if (asked.has(peer) || source.restUntilMs > now) continue
    const cids = wants.take(maxBatch, (cid) => !source.lacks.has(`${cid}`))
    const batch = cids.length > 0 ? cids : slowBatch(work, now)
    if (batch.length > 0) {
      busy += 1
      void askOne(work, peer, source, batch)
    } else if (source.lacks.size > 0) rest(source)
  }
}

/** Connected peers; those that failed come last. */
function byStanding({ libp2p, failures }: Work['deps']): string[] {
  const peers = connectedPeers(libp2p).map(String)
  for (const peer of failures.keys()) if (!peers.includes(peer)) failures.delete(peer)
  const failed = (peer: string): number => failures.get(peer) ?? 0
  return peers.sort((a, b) => failed(a) - failed(b))
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
function rest(source: Source, failures = 0): void {
  source.restUntilMs = performance.now() + Math.min(maxRestMs, restMs * 2 ** failures)
  source.lacks.clear()
}

async function askOne(
  work: Work,
  peer: string,
  source: Source,
  cids: readonly CID[],
): Promise<void> {
  const { deps, wants, asked, signal } = work
  const { failures } = deps
  const batch = startBatch(cids)
  asked.set(peer, batch)
  const stores: Promise<void>[] = []
  try {
    await askForBlocks(
      deps.exchange,
      peer,
      cids,
      (cid, block) => stores.push(store(work, cid, block)),
      (count) => pace(batch, count),
      joined(signal, batch.end.signal),
    )
    await Promise.all(stores)
    failures.delete(peer)
    const lacking = cids.filter((cid) => wants.isMissing(cid))
    for (const cid of lacking) source.lacks.add(`${cid}`)
    if (lacking.length === cids.length) rest(source)
  } catch {
    // Gone, slow, or not of our kind: others have it, or it is asked again.
    await Promise.allSettled(stores)
    const failed = failures.get(peer) ?? 0
    rest(source, failed)
    if (!signal.aborted) failures.set(peer, failed + 1)
  } finally {
    wants.putBack(cids)
    asked.delete(peer)
    work.wake()
  }
}

function startBatch(cids: readonly CID[]): Batch {
  const now = performance.now()
  return { cids, sinceMs: now, end: new AbortController(), bytes: 0, pacedAtMs: now }
}

function pace(batch: Batch, count: number): void {
  batch.bytes += count
  if (batch.bytes < paceBytes) return
  batch.bytes = 0
  batch.pacedAtMs = performance.now()
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
