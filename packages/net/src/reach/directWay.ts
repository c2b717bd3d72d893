import type { Address, Connection, Libp2p, PeerId } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'

const directMs = 5_000
const webrtcMs = 20_000

/** Whether it carries whatever one likes, for as long as one likes. */
export function isUnlimited(connection: Connection): boolean {
  return connection.status === 'open' && connection.limits === undefined
}

/** An address of its own, not of a relay, that the peer signed. */
export function isSigned({ isCertified, multiaddr: address }: Address): boolean {
  return isCertified && !/p2p-circuit|webrtc/.test(address.toString())
}

/**
 * A connection without limits to a peer that is connected through relays: one that is there by now,
 * one at an address that the peer signed, or one by WebRTC.
 *
 * @param relayed - connections to that peer, at least one
 */
export async function findDirectWay(
  libp2p: Libp2p,
  relayed: readonly Connection[],
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const [first, ...others] = relayed
  if (first === undefined) return undefined
  const peer = first.remotePeer
  const there = (): Connection | undefined => libp2p.getConnections(peer).find(isUnlimited)
  const dial = (addresses: Multiaddr[], timeoutMs: number): Promise<Connection | undefined> => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    return libp2p.dial(addresses, { signal: patience, force: true }).catch(there)
  }
  const known = there()
  if (known !== undefined) return known
  const signed = await signedAddresses(libp2p, peer)
  const direct = signed.length > 0 ? await dial(signed, directMs) : undefined
  if (direct !== undefined) return direct
  for (const connection of [first, ...others]) {
    const found = await dial([webrtcRoute(connection)], webrtcMs)
    if (found !== undefined) return found
  }
  return undefined
}

/** Addresses that a connected peer signed. @throws whatever the store throws of a stranger */
export async function signedAddresses(
  libp2p: Pick<Libp2p, 'peerStore'>,
  peer: PeerId,
): Promise<Multiaddr[]> {
  const { addresses } = await libp2p.peerStore.get(peer)
  return addresses.filter(isSigned).map(({ multiaddr: address }) => {
    const isNamed = address.getComponents().some(({ name }) => name === 'p2p')
    return isNamed ? address : address.encapsulate(`/p2p/${peer}`)
  })
}

/** Over the same relay, to agree on how to meet. */
function webrtcRoute({ remoteAddr, remotePeer }: Connection): Multiaddr {
  const relay = remoteAddr.getComponents().find(({ name }) => name === 'p2p')?.value
  return multiaddr(`/p2p/${relay}/p2p-circuit/webrtc/p2p/${remotePeer}`)
}
