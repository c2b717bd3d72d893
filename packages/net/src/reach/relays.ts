import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { Log } from '@vain/base'
import { hopProtocol, type ReservationStore, relayOrder } from './relayed.ts'

/** Relays at which a node stays reachable at once. */
const wantedReservations = 2
/** Relays that are asked for one peer. */
const maxRoutes = 8
const lookAgainMs = 5_000

/** The relays among the peers that are connected. */
export type Relays = {
  /**
   * Connects to a peer through a relay at which it is kept reachable.
   *
   * @returns `undefined` if there is no such relay
   */
  dial(peerId: string, signal: AbortSignal): Promise<Connection | undefined>
  /** Relays at which this node is reachable now. */
  reserved(): string[]
  stop(): Promise<void>
}

/**
 * Keeps this node reachable at two of the relays it is connected to, and finds the way to others.
 *
 * @param store - without one, nothing is reserved
 */
export async function createRelays(
  deps: { readonly libp2p: Libp2p; readonly log: Log },
  store: ReservationStore | undefined,
): Promise<Relays> {
  const { libp2p, log } = deps
  const self = libp2p.peerId.toString()
  const relays = new Set<string>()
  const isReserved = (relay: string): boolean =>
    store?.hasReservation(peerIdFromString(relay)) === true
  const reserved = (): string[] => [...relays].filter(isReserved)

  async function reserve(): Promise<void> {
    if (store === undefined) return
    for (const relay of relayOrder(self, relays)) {
      if (reserved().length >= wantedReservations) return
      if (isReserved(relay)) continue
      try {
        await store.addRelay(peerIdFromString(relay), 'configured')
        log.info('reachable through a relay', { relay })
      } catch (error) {
        // It may not have seen yet that this node is admitted, or be full: asked again soon.
        log.debug('a relay took no reservation', { relay, error })
      }
    }
  }

  let working: Promise<void> = Promise.resolve()
  const poke = (): void => {
    working = working.then(reserve)
  }
  const timer = setInterval(poke, lookAgainMs)
  const topology = await libp2p.register(hopProtocol, {
    onConnect(peer) {
      relays.add(peer.toString())
      poke()
    },
    onDisconnect: (peer) => void relays.delete(peer.toString()),
  })

  return {
    reserved,
    async dial(peerId, signal) {
      for (const relay of relayOrder(peerId, relays).slice(0, maxRoutes)) {
        const route = multiaddr(`/p2p/${relay}/p2p-circuit/p2p/${peerId}`)
        const connection = await libp2p.dial(route, { signal }).catch((error: unknown) => {
          log.debug('a relay leads not there', { relay, peerId, error })
        })
        if (connection !== undefined) return connection
        signal.throwIfAborted()
      }
      return undefined
    },
    async stop() {
      clearInterval(timer)
      libp2p.unregister(topology)
      await working
    },
  }
}
