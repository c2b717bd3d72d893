import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { VainError } from '@vain/base'
import type { Helia } from 'helia'
import type { CID } from 'multiformats/cid'
import type { Announce } from './node.ts'
import { type Blocks, readContent } from './unixfs.ts'

/** A peer that sends no block for this long in the first round is given up for the round. */
const firstPatienceMs = 1_000
/** What that time grows to, round by round, for the sake of slow links. */
const lastPatienceMs = 30_000
/** Pause before all peers are asked again. */
const pauseMs = 250

/** Finds content at connected peers and keeps its blocks; rejects only when told to give up. */
export type Fetch = (root: CID, maxBytes: number, signal: AbortSignal) => Promise<Uint8Array>

/**
 * Content over bitswap, from one peer at a time.
 *
 * Bitswap's own way, telling all peers what is wanted, is not used for three reasons
 * (@helia/bitswap 4.0.19): every peer that has a block sends it, a want that is given up and soon
 * repeated can get lost, and so can a block that a peer stores only after it was asked.
 * Here a first round asks one peer after the other, beginning with the one that last had something;
 * a peer that lacks the content says so at once. It says so only once, so later rounds ask all
 * peers side by side and wait. Blocks that have come stay on disk, whatever becomes of the rest.
 */
export function createFetch(helia: Helia, libp2p: Libp2p, announce: Announce): Fetch {
  let last: PeerId | undefined

  const ask = async (
    peer: PeerId,
    root: CID,
    maxBytes: number,
    watch: Watch,
  ): Promise<Uint8Array | undefined> => {
    const options = { providers: [peer.toCID()], minProviders: 1, maxProviders: 1 }
    const session = helia.blockstore.createSession(root, options)
    try {
      const bytes = await readContent(watched(session, watch), root, maxBytes, watch.signal)
      last = peer
      return bytes
    } catch (error) {
      // Every peer has the same content under this CID, so asking the next one is no use.
      if (error instanceof VainError) throw error
      return undefined
    } finally {
      watch.stop()
      session.close()
    }
  }

  return async (root, maxBytes, signal) => {
    for (let round = 0; ; round++) {
      const patienceMs = Math.min(firstPatienceMs * 2 ** round, lastPatienceMs)
      const peers = libp2p.getPeers().sort((a, b) => rank(b, last) - rank(a, last))
      const inTurn = peers.map((peer) => (outer: AbortSignal) => {
        return ask(peer, root, maxBytes, createWatch(patienceMs, outer))
      })
      const bytes = await (round === 0 ? firstInTurn : firstOfAll)(inTurn, signal)
      if (bytes !== undefined) {
        // Peers that were told we lack it have waited since.
        await announce(root)
        return bytes
      }
      await sleep(pauseMs, undefined, { signal })
    }
  }
}

type Attempt = (signal: AbortSignal) => Promise<Uint8Array | undefined>

function rank(peer: PeerId, last: PeerId | undefined): number {
  return last?.equals(peer) === true ? 1 : 0
}

async function firstInTurn(
  attempts: Attempt[],
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  for (const attempt of attempts) {
    const bytes = await attempt(signal)
    if (bytes !== undefined) return bytes
    signal.throwIfAborted()
  }
  return undefined
}

async function firstOfAll(
  attempts: Attempt[],
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const found = new AbortController()
  const either = AbortSignal.any([signal, found.signal])
  setMaxListeners(0, either)
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>()
  const running = attempts.map(async (attempt) => {
    const bytes = await attempt(either)
    if (bytes !== undefined) resolve(bytes)
  })
  Promise.all(running).then(() => resolve(undefined), reject)
  try {
    return await promise
  } finally {
    found.abort()
    signal.throwIfAborted()
  }
}

/** Aborts when nothing feeds it for a while. */
type Watch = { readonly signal: AbortSignal; feed(): void; stop(): void }

function createWatch(patienceMs: number, outer: AbortSignal): Watch {
  const starved = new AbortController()
  const signal = AbortSignal.any([outer, starved.signal])
  setMaxListeners(0, signal)
  const starve = (): void => starved.abort()
  let timer = setTimeout(starve, patienceMs)
  return {
    signal,
    feed() {
      clearTimeout(timer)
      timer = setTimeout(starve, patienceMs)
    },
    stop: () => clearTimeout(timer),
  }
}

function watched(blocks: Blocks, watch: Watch): Blocks {
  return {
    put: (cid, block, options) => blocks.put(cid, block, options),
    has: (cid, options) => blocks.has(cid, options),
    async *get(cid, options) {
      yield* blocks.get(cid, options)
      watch.feed()
    },
  }
}
