import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { componentsOf, isHost } from './components.ts'

/**
 * Whether the text is an address at which libp2p can be reached, naming its peer: a host (`/ip4/…`,
 * `/ip6/…`, `/dns/…`, `/dns4/…`, `/dns6/…`), then `/tcp/…`, `/tcp/…/ws`, `/tcp/…/tls/ws` or, at an IP
 * address, `/udp/…/quic-v1`, then `/p2p/…`. Never throws.
 */
export function isLibp2pAddress(address: string): boolean {
  const [host, ...rest] = componentsOf(address)
  const peer = rest.pop()
  if (!isHost(host) || peer?.name !== 'p2p' || !isPeerId(peer.value)) return false
  const way = rest.map((component) => component.name).join('/')
  // QUIC resolves no names.
  return ways.includes(way) || (way === 'udp/quic-v1' && host.name.startsWith('ip'))
}

/** The peer an address names, if it names one. */
export function peerIdIn(address: Multiaddr): string | undefined {
  return address.getComponents().findLast((component) => component.name === 'p2p')?.value
}

function isPeerId(text: string | undefined): boolean {
  try {
    return peerIdFromString(text ?? '').type === 'secp256k1'
  } catch {
    return false
  }
}

const ways = ['tcp', 'tcp/ws', 'tcp/wss', 'tcp/tls/ws']
