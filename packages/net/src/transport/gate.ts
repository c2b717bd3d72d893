import type { ConnectionGater, Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Log } from '@vain/base'

/** Who may be connected: a mirror of the registry, read at every decision. */
export type Gate = {
  /** Whether the peer is an active operator now. */
  admits(peerId: string): boolean
  /** Calls `listener` with every peer that ceases to be admitted; returns the way to stop that. */
  onRevoked(listener: (peerId: string) => void): () => void
}

/** A gate that is opened and closed by hand. */
export type OpenableGate = Gate & {
  /** Lets the peer in from now on. */
  admit(peerId: string): void
  /** Shuts the peer out; listeners are called only if it was admitted. */
  revoke(peerId: string): void
}

/** Connections with one peer, beyond which it is not let in again. */
const maxConnectionsPerPeer = 4

/** A gate that admits nobody until told. */
export function createGate(): OpenableGate {
  const admitted = new Set<string>()
  const listeners = new Set<(peerId: string) => void>()
  return {
    admits: (peerId) => admitted.has(peerId),
    onRevoked(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    admit: (peerId) => void admitted.add(peerId),
    revoke(peerId) {
      if (!admitted.delete(peerId)) return
      for (const listener of [...listeners]) listener(peerId)
    },
  }
}

/**
 * The gate as libp2p asks for it.
 *
 * The decision falls as soon as the handshake has proven who the other side is, in both directions,
 * and again once the connection is complete, since the gate may have closed in between.
 *
 * A peer gets a few connections only, since the processor is shared out by connection: two when both
 * sides dial at once, and some that its side has given up and ours has not.
 */
export function toConnectionGater(
  gate: Gate,
  connectionsOf: (peer: PeerId) => number,
): ConnectionGater {
  const denies = (peer: PeerId): boolean => !gate.admits(peer.toString())
  return {
    // Operators may well live in private networks.
    denyDialMultiaddr: () => false,
    denyDialPeer: denies,
    denyInboundEncryptedConnection: denies,
    denyOutboundEncryptedConnection: denies,
    denyInboundUpgradedConnection: (peer) =>
      denies(peer) || connectionsOf(peer) >= maxConnectionsPerPeer,
    denyOutboundUpgradedConnection: denies,
    // A relay serves those whom the gate admits, and both ends of a relayed connection ask it too.
    denyInboundRelayReservation: denies,
    denyInboundRelayedConnection: (relay, peer) => denies(relay) || denies(peer),
    denyOutboundRelayedConnection: (source, target) => denies(source) || denies(target),
  }
}

/**
 * Cuts the connections of every peer that is revoked from now on.
 *
 * @returns the way to stop that
 */
export function cutRevoked(libp2p: Libp2p, gate: Gate, log: Log): () => void {
  return gate.onRevoked((peerId) => {
    const connections = libp2p.getConnections(peerIdFromString(peerId))
    for (const connection of connections) connection.abort(new Error('revoked'))
    log.info('a peer was revoked', { peerId, connections: connections.length })
  })
}
