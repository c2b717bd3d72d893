import { peerIdFromString } from '@libp2p/peer-id'
import { type Component, type Multiaddr, multiaddr } from '@multiformats/multiaddr'

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

/**
 * The base URL of a gateway address `/ip4/1.2.3.4/tcp/8080/http`, here `http://1.2.3.4:8080`.
 * `/https` and `/tls/http` give `https`.
 *
 * @returns `undefined` for any other text; never throws
 */
export function toGatewayUrl(address: string): string | undefined {
  const [host, port, ...rest] = componentsOf(address)
  if (!isHost(host) || port?.name !== 'tcp') return undefined
  const scheme = schemes[rest.map((component) => component.name).join('/')]
  if (scheme === undefined) return undefined
  const name = host.name === 'ip6' ? `[${host.value}]` : host.value
  return `${scheme}://${name}:${port.value}`
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

const hosts = ['ip4', 'ip6', 'dns', 'dns4', 'dns6']

const schemes: Record<string, string> = { http: 'http', https: 'https', 'tls/http': 'https' }

function isHost(component: Component | undefined): component is Component {
  return component !== undefined && hosts.includes(component.name)
}

function componentsOf(address: string): Component[] {
  try {
    return multiaddr(address).getComponents()
  } catch {
    // Addresses come from the chain, where anyone writes what he likes.
    return []
  }
}
