import { setTimeout as sleep } from 'node:timers/promises'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { VainError } from '@vain/base'
import type { Helia } from 'helia'
import type { CID } from 'multiformats/cid'
import { connectedPeers } from '../transport/connectedPeers.ts'
import type { Announce } from '../transport/node.ts'
import { eachAtOnce } from './concurrently.ts'
import { openContent, readWhole, unlike } from './openContent.ts'
import type { Swarm } from './swarm/createSwarm.ts'
import { isNode, linksOf } from './swarm/wants.ts'
import { type Blocks, joined } from './unixfs.ts'

/** A peer that has not answered for so long gets company: the next one is asked as well. */
const hesitationMs = 1_000
/** The same once blocks have come: the peer that sends them is better left alone with it. */
const busyHesitationMs = 10_000
/** Pause before those are asked again who had nothing. */
const pauseMs = 250
/** Pauses after which a silent peer is reminded; the last one is repeated. */
const reminderMs = [250, 500, 1_000, 2_000, 4_000, 8_000]
/** Content of more than so many leaves comes from all peers at once; 2 MiB. */
const manyLinks = 8
/** Contents that were looked for in vain and are remembered. */
const maxMissed = 256

/** Leaves that one peer is asked for at once. */
const maxWanted = 8

/**
 * Finds content at connected peers and keeps its blocks, of which it holds few at a time; rejects only
 * when told to give up, or if nobody can have such content.
 */
export type Fetch = (root: CID, maxBytes: number, signal: AbortSignal) => Promise<void>

type FetchDeps = {
  readonly helia: Helia
  readonly libp2p: Libp2p
  readonly announce: Announce
  readonly swarm: Swarm
  /** A peer that has sent nothing for so long is given up, and may be asked again. */
  readonly patienceMs?: number
}

/**
 * Content over bitswap, from one peer at a time if possible; large content from all of them at once
 * as soon as its root is there.
 *
 * Bitswap's own way, telling all peers what is wanted, is not used for three reasons
 * (@helia/bitswap 4.0.19): every peer that has a block sends it, a want that is given up and soon
 * repeated can get lost, and so can a block that a peer stores only after it was asked.
 *
 * Here peers are asked in turn, beginning with the one that last had something; one that lacks the
 * content says so at once. It says so only once, so when all have been asked they are asked again
 * side by side, and whoever stores the content then sends it; so are all at once for what was
 * looked for in vain before. The first to send a block is the only one asked for the rest: to read
 * one that was here already says nothing of whom else to ask. Blocks that have come stay on disk,
 * whatever becomes of the others.
 *
 * Whoever is silent is reminded: a peer that stored the content between two searches has sent it
 * when nobody waited for it, and then overlooks the next question.
 */
export function createFetch(deps: FetchDeps): Fetch {
  const { helia, libp2p, announce, swarm, patienceMs = 30_000 } = deps
  let last: PeerId | undefined
  const missed = new Set<string>()
  return async (root, maxBytes, signal) => {
    const name = `${root}`
    const over = new AbortController()
    const search: Search = {
      content: { helia, root, maxBytes, swarm },
      patienceMs,
      signal: joined(signal, over.signal),
      active: new Map(),
      asked: new Set(),
      inTurn: !missed.has(name),
    }
    const connected = (): PeerId[] => {
      const peers = connectedPeers(libp2p)
      const first = peers.find((peer) => last?.equals(peer))
      return first === undefined ? peers : [first, ...peers]
    }
    try {
      last = await askAround(search, connected)
      missed.delete(name)
      // Peers that were told we lack it have waited since.
      await announce(root)
    } catch (error) {
      remember(missed, name)
      throw error
    } finally {
      over.abort()
    }
  }
}

/** Adds a name; the oldest one goes when there are too many. */
function remember(names: Set<string>, name: string): void {
  names.delete(name)
  names.add(name)
  const [oldest] = names
  if (names.size > maxMissed && oldest !== undefined) names.delete(oldest)
}

type Search = {
  readonly content: {
    readonly helia: Helia
    readonly root: CID
    readonly maxBytes: number
    readonly swarm: Swarm
  }
  readonly patienceMs: number
  readonly signal: AbortSignal
  /** Those being asked, by peer id, until they have answered one way or the other. */
  readonly active: Map<string, Attempt>
  /** Whom this pass has asked. */
  readonly asked: Set<string>
  /** Whether one is asked after the other, as in the first pass for what nobody was asked before. */
  inTurn: boolean
  /** When the last block came, if the peer it came from is still at it. */
  blockAtMs?: number | undefined
  /** Who had what was missing. */
  finder?: PeerId
}

type Attempt = { readonly patience: Patience; readonly end: Promise<void> }

async function askAround(search: Search, connected: () => PeerId[]): Promise<PeerId> {
  for (;;) {
    const { blockAtMs = Number.NEGATIVE_INFINITY, active, signal } = search
    const busyMs = blockAtMs + busyHesitationMs - performance.now()
    const waitMs = busyMs > 0 ? busyMs : askNext(search, connected())
    const ends = [...active.values()].map(({ end }) => end)
    await Promise.race([sleep(waitMs, undefined, { signal }), ...ends])
    if (search.finder !== undefined) return search.finder
  }
}

/** Asks one more peer, or ends the pass; returns how long to wait before the next step. */
function askNext(search: Search, peers: PeerId[]): number {
  const { active, asked } = search
  const next = peers.find((peer) => !active.has(`${peer}`) && !asked.has(`${peer}`))
  if (next === undefined) {
    if (asked.size > 0) search.inTurn = false
    asked.clear()
    return pauseMs
  }
  asked.add(`${next}`)
  const patience = createPatience(search.signal, search.patienceMs)
  active.set(`${next}`, { patience, end: ask(search, next, patience) })
  return search.inTurn ? hesitationMs : 0
}

async function ask(search: Search, peer: PeerId, patience: Patience): Promise<void> {
  const { helia, root, maxBytes, swarm } = search.content
  let first = true
  const onBlock = (): void => {
    search.blockAtMs = performance.now()
    // Two peers at once would bring every block twice.
    if (first)
      for (const other of search.active.values())
        if (other.patience !== patience) other.patience.lose()
    first = false
  }
  const open = (): SessionBlocks => {
    const options = { providers: [peer.toCID()], minProviders: 1, maxProviders: 1 }
    return helia.blockstore.createSession(root, options)
  }
  const session = open()
  try {
    const isHere = async (cid: CID): Promise<boolean> => helia.blockstore.has(cid)
    const onBlockOfPeer = (): void => {
      patience.renew()
      onBlock()
    }
    const blocks = watched(reminding(session, open, isHere), onBlockOfPeer, isHere)
    // A session that was told no once finds nothing any more.
    const links = linksOf(await readWhole(blocks, root, { signal: patience.signal }))
    if (links.length > manyLinks || links.some(isNode)) {
      // Whatever becomes of it, this peer is then asked for what is missing.
      patience.pause()
      await swarm(root, maxBytes, patience.signal, onBlock)
      patience.renew()
    }
    const { leaves } = await openContent(blocks, root, maxBytes, patience.signal)
    await eachAtOnce(unlike(leaves), maxWanted, async (leaf) => {
      if (!(await isHere(leaf))) await readWhole(blocks, leaf, { signal: patience.signal })
    })
    search.finder = peer
  } catch (error) {
    // Everyone has the same content under this CID, so asking another is no use.
    if (error instanceof VainError) throw error
  } finally {
    search.active.delete(`${peer}`)
    if (!first) search.blockAtMs = undefined
    patience.pause()
    session.close()
  }
}

type IsHere = (cid: CID) => Promise<boolean>

/** @param onBlock - told of each block that had to come, and not of those that were here already */
function watched(blocks: Blocks, onBlock: () => void, isHere: IsHere): Blocks {
  return {
    put: (cid, block, options) => blocks.put(cid, block, options),
    has: (cid, options) => blocks.has(cid, options),
    async *get(cid, options) {
      const wasHere = await isHere(cid)
      yield* blocks.get(cid, options)
      if (!wasHere) onBlock()
    },
  }
}

type SessionBlocks = ReturnType<Helia['blockstore']['createSession']>

/**
 * Blocks of a session, whose peer is asked for the first one that is not here again and again until it
 * comes: whom bitswap sent a block that it did not wait for, its next question is forgotten. Later
 * blocks are large, and may be on their way.
 *
 * @param open - begins a session with the same peer: one session asks once
 */
function reminding(blocks: SessionBlocks, open: () => SessionBlocks, isHere: IsHere): Blocks {
  let isFirst = true
  return {
    put: (cid, block, options) => blocks.put(cid, block, options),
    has: (cid, options) => blocks.has(cid, options),
    async *get(cid, options) {
      const come = new AbortController()
      const signal = options?.signal ? joined(options.signal, come.signal) : come.signal
      if (isFirst && !(await isHere(cid))) {
        isFirst = false
        void remind(cid, open, signal)
      }
      try {
        yield* blocks.get(cid, options)
      } finally {
        come.abort()
      }
    },
  }
}

async function remind(cid: CID, open: () => SessionBlocks, signal: AbortSignal): Promise<void> {
  for (let i = 0; ; i++) {
    const pauseMs = reminderMs[Math.min(i, reminderMs.length - 1)]
    const isOver = await sleep(pauseMs, false, { signal }).catch(() => true)
    if (isOver) return
    void askOnce(open(), cid, signal)
  }
}

/** The answer reaches the session that waits for it, too. */
async function askOnce(session: SessionBlocks, cid: CID, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of session.get(cid, { signal })) return
  } catch {
    // The session that waits for the block says so.
  } finally {
    session.close()
  }
}

/** A signal that is aborted when it has not been renewed, or paused, for a while. */
type Patience = {
  readonly signal: AbortSignal
  renew(): void
  pause(): void
  lose(): void
}

function createPatience(outer: AbortSignal, patienceMs: number): Patience {
  const lost = new AbortController()
  const lose = (): void => lost.abort()
  let timer = setTimeout(lose, patienceMs)
  const pause = (): void => clearTimeout(timer)
  return {
    signal: joined(outer, lost.signal),
    lose,
    pause,
    renew() {
      pause()
      timer = setTimeout(lose, patienceMs)
    },
  }
}
