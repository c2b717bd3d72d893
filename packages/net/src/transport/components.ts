import { type Component, multiaddr } from '@multiformats/multiaddr'

/** The parts of a multiaddr; none for any other text. Never throws. */
export function componentsOf(address: string): Component[] {
  try {
    return multiaddr(address).getComponents()
  } catch {
    // Addresses come from the chain, where anyone writes what he likes.
    return []
  }
}

/** Whether a part names a host. */
export function isHost(component: Component | undefined): component is Component {
  return component !== undefined && hosts.includes(component.name)
}

const hosts = ['ip4', 'ip6', 'dns', 'dns4', 'dns6']
