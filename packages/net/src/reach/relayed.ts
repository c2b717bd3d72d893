import { createHash } from 'node:crypto'
import {
  type CircuitRelayService,
  circuitRelayServer,
  circuitRelayTransport,
} from '@libp2p/circuit-relay-v2'
import type { PeerId, Transport, Upgrader } from '@libp2p/interface'

/** What a node does about relays; see `ReachOptions`. */
export type Relaying = 'off' | 'use' | 'serve'

/** Protocol by which a peer shows that it relays. Source: libp2p circuit relay v2. */
export const hopProtocol = '/libp2p/circuit/relay/0.2.0/hop'

/** Operators that one relay lets others reach. */
const maxReservations = 256
/**
 * What a relayed connection may carry before it is cut: the questions and answers of some rounds of
 * 1,000 members, and no vector. Whoever still needs it connects again.
 */
const relayedBytes = BigInt(4 * 2 ** 20)
const relayedMs = 600_000

/** The server of a relay: reservations and connections of admitted operators, within limits. */
export function createRelayService(): (
  components: Parameters<ReturnType<typeof circuitRelayServer>>[0],
) => CircuitRelayService {
  return circuitRelayServer({
    maxInboundHopStreams: 32,
    maxOutboundStopStreams: maxReservations,
    reservations: {
      maxReservations,
      defaultDataLimit: relayedBytes,
      defaultDurationLimit: relayedMs,
    },
  })
}

/** The part of libp2p's transport that asks relays to be kept reachable. */
export type ReservationStore = {
  hasReservation(peer: PeerId): boolean
  addRelay(peer: PeerId, type: 'configured'): Promise<unknown>
}

/** The transport over relays, and its store of reservations once libp2p has made it. */
export function createRelayTransport(): {
  readonly transport: (
    components: Parameters<ReturnType<typeof circuitRelayTransport>>[0],
  ) => Transport
  readonly store: () => ReservationStore | undefined
} {
  const create = circuitRelayTransport()
  let store: ReservationStore | undefined
  return {
    transport(components) {
      const upgrader = limitRelayed(components.upgrader)
      // No copy: libp2p's components cannot be listed.
      const limited = new Proxy(components, {
        get: (target, name) => (name === 'upgrader' ? upgrader : Reflect.get(target, name)),
      })
      // The cast holds for @libp2p/circuit-relay-v2 4.2.13, which gives only `Transport` as type.
      const made = create(limited) as Transport & { reservationStore: ReservationStore }
      store = made.reservationStore
      return made
    },
    store: () => store,
  }
}

/**
 * Has every relayed connection count as limited, which keeps gossip, artefacts and transfers off it
 * and a search for a direct way going: by itself libp2p believes a relay that names no limits.
 */
function limitRelayed(upgrader: Upgrader): Upgrader {
  const limits = { bytes: relayedBytes, seconds: relayedMs / 1_000 }
  return new Proxy(upgrader, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name !== 'upgradeInbound' && name !== 'upgradeOutbound') return value.bind(target)
      return (connection: unknown, options: { readonly limits?: unknown }) =>
        value.call(target, connection, { ...options, limits: options.limits ?? limits })
    },
  })
}

/**
 * Relays in the order in which `target` reserves with them and others ask them for it: that of the
 * hashes of both names, so that both sides find the same ones without a word on chain.
 *
 * Source: docs/protocol §8.
 */
export function relayOrder(target: string, relays: Iterable<string>): string[] {
  const weight = (relay: string): string =>
    createHash('sha256').update(`${target} ${relay}`).digest('hex')
  const weighed = [...relays]
    .filter((relay) => relay !== target)
    .map((relay) => ({ relay, at: weight(relay) }))
  return weighed.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ relay }) => relay)
}
