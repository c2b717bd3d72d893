import type { Libp2p, PeerId } from '@libp2p/interface'

/** Peers that a connection is open to, each once. libp2p's own list parses each public key anew. */
export function connectedPeers(libp2p: Pick<Libp2p, 'getConnections'>): PeerId[] {
  const peers = libp2p.getConnections().map(({ remotePeer }) => remotePeer)
  return [...new Map(peers.map((peer) => [peer.toString(), peer])).values()]
}
