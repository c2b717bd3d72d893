import type { Connection, Libp2p, Peer, PeerId, PeerUpdate } from '@libp2p/interface'
import type { Log } from '@vain/base'
import { findDirectWay, isSigned, isUnlimited } from './directWay.ts'

/** Pauses before the attempts at a direct way; the last one repeats. */
const pausesMs = [0, 5_000, 15_000, 60_000, 300_000]
/** Head start of the side that dialled, so that two do not do the same at once. */
const courtesyMs = 10_000
/** How long, and how often, answers that are on their way through the relay are waited for. */
const answerMs = 50
const answerTries = 60

/**
 * Looks for a direct way to every peer that is reached through a relay, which carries no vectors:
 * the addresses that the peer signed, as soon as they change, then WebRTC, whose two sides meet
 * behind their routers. The relayed connection ends once there is another.
 *
 * @returns the way to end it
 */
export function createUpgrades(deps: {
  readonly libp2p: Libp2p
  readonly log: Log
}): () => Promise<void> {
  const { libp2p, log } = deps
  const stopping = new AbortController()
  const searches = new Map<string, { wake: () => void; ended: Promise<void> }>()

  async function search(
    { remotePeer: peer, direction }: Connection,
    nap: (ms: number) => Promise<void>,
  ): Promise<void> {
    if (direction === 'inbound') await nap(courtesyMs)
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      await nap(pausesMs[Math.min(attempt, pausesMs.length - 1)] as number)
      const relayed = relayedTo(libp2p, peer)
      if (relayed.length === 0 || stopping.signal.aborted) return
      const found = await findDirectWay(libp2p, relayed, stopping.signal)
      if (found === undefined) continue
      log.debug('a direct way was found', {
        peerId: peer.toString(),
        address: found.remoteAddr.toString(),
      })
      const isBusy = (): boolean => relayed.some(({ streams }) => streams.length > 0)
      for (let i = 0; i < answerTries && isBusy() && !stopping.signal.aborted; i++)
        await nap(answerMs)
      await Promise.allSettled(relayed.map((connection) => connection.close()))
      return
    }
  }

  function start(connection: Connection): void {
    const id = connection.remotePeer.toString()
    if (searches.has(id) || stopping.signal.aborted) return
    let wake = (): void => undefined
    const nap = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    const ended = search(connection, nap)
      .catch((error: unknown) =>
        log.warn('the search for a direct way failed', { peerId: id, error }),
      )
      .finally(() => searches.delete(id))
    searches.set(id, { wake: () => wake(), ended })
  }

  const onOpen = ({ detail }: CustomEvent<Connection>): void => {
    if (detail.limits !== undefined) start(detail)
  }
  // Not for every update: a failed dial makes one as well.
  const onUpdate = ({ detail: { peer, previous } }: CustomEvent<PeerUpdate>): void => {
    if (signedOf(peer) !== signedOf(previous)) searches.get(peer.id.toString())?.wake()
  }
  libp2p.addEventListener('connection:open', onOpen)
  libp2p.addEventListener('peer:update', onUpdate)
  return async () => {
    stopping.abort()
    libp2p.removeEventListener('connection:open', onOpen)
    libp2p.removeEventListener('peer:update', onUpdate)
    for (const { wake } of searches.values()) wake()
    await Promise.all([...searches.values()].map(({ ended }) => ended))
  }
}

function relayedTo(libp2p: Libp2p, peer: PeerId): Connection[] {
  const open = libp2p.getConnections(peer).filter(({ status }) => status === 'open')
  return open.filter((connection) => !isUnlimited(connection))
}

function signedOf(peer: Peer | undefined): string | undefined {
  return peer?.addresses
    .filter(isSigned)
    .map((it) => it.multiaddr.toString())
    .sort()
    .join()
}
