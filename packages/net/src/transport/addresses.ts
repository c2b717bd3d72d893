import { peerIdFromString } from '@libp2p/peer-id'
import { type Component, type Multiaddr, multiaddr } from '@multiformats/multiaddr'

/**
 * Whether the text is an address at which libp2p can be reached over TCP, naming its peer:
 * `/ip4/…/tcp/…/p2p/…` (or ip6, dns, dns4, dns6). Never throws.
 */
export function isLibp2pAddress(address: string): boolean {
  const [host, port, peer, ...rest] = componentsOf(address)
  if (!isHost(host) || port?.name !== 'tcp' || peer?.name !== 'p2p') return false
  return rest.length === 0 && isPeerId(peer.value)
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
