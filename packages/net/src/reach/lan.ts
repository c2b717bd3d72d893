import { randomInt } from 'node:crypto'
import { BlockList, isIPv6 } from 'node:net'
import type { PeerInfo, TypedEventTarget } from '@libp2p/interface'
import { type MulticastDNSComponents, mdns } from '@libp2p/mdns'
import { isLibp2pAddress } from '../transport/addresses.ts'
import type { Gate } from '../transport/gate.ts'

/** Apart from other uses of libp2p in the same house. Source: docs/protocol §8. */
const serviceTag = '_vain._udp.local'
/** Addresses that are kept of one peer. */
const maxAddresses = 16

/**
 * Networks of one house. Loopback is none: what others say of it leads to a service of this machine.
 * Source: IANA special-purpose registries, as in `isPublicHost`.
 */
const houses = new BlockList()
houses.addSubnet('10.0.0.0', 8, 'ipv4')
houses.addSubnet('169.254.0.0', 16, 'ipv4')
houses.addSubnet('172.16.0.0', 12, 'ipv4')
houses.addSubnet('192.168.0.0', 16, 'ipv4')
houses.addSubnet('fc00::', 7, 'ipv6')

/** Where mDNS is spoken. */
export type LanOptions = {
  /** UDP port; that of mDNS, 5353, if it is left out. */
  readonly port?: number
}

/** What is said of peers in the local network. */
export type Lan = {
  /** A service of libp2p that asks and answers. */
  readonly service: (components: MulticastDNSComponents) => object
  /**
   * One of the addresses in the local network that are said to be a peer's, with its peer id, drawn
   * anew each time: libp2p tries the addresses of one dial one after another, so that wrong ones,
   * where nobody answers, would take the time of the right one.
   */
  addressOf(peerId: string): string | undefined
}

/**
 * Finds operators in the local network by mDNS. Anyone there can say anything: only addresses in
 * private networks and of admitted peers are kept, a few of each, and whoever answers there has to
 * prove to be that peer. libp2p itself would keep whatever it hears.
 *
 * What is heard is added to what was. Beyond the bound one drawn at random gives way, so who says
 * many wrong addresses makes the right one, which its peer repeats every ten seconds, less likely to
 * be drawn: as unlikely as it likes by saying ever more. What a peer announced, or signed when it was
 * connected, is tried beside it all the same.
 */
export function createLan(gate: Gate, { port }: LanOptions): Lan {
  const heard = new Map<string, string[]>()

  function listen({ id, multiaddrs }: PeerInfo): void {
    const peerId = id.toString()
    if (!gate.admits(peerId)) return
    const known = heard.get(peerId) ?? []
    for (const it of multiaddrs.slice(0, maxAddresses)) {
      const address = `${it}/p2p/${peerId}`
      if (!isInHouse(address) || known.includes(address)) continue
      if (known.length === maxAddresses) known.splice(randomInt(maxAddresses), 1)
      known.push(address)
    }
    if (known.length > 0) heard.set(peerId, known)
  }

  return {
    service(components) {
      const create = mdns({ serviceTag, ...(port === undefined ? {} : { port }) })
      const speaker = create(components) as Speaker
      speaker.addEventListener('peer', ({ detail }) => listen(detail))
      // Not the speaker itself: libp2p would take it for a source of peers.
      return { start: () => speaker.start(), stop: () => speaker.stop() }
    },
    addressOf(peerId) {
      const known = heard.get(peerId)
      return known && gate.admits(peerId) ? known[randomInt(known.length)] : undefined
    },
  }
}

function isInHouse(address: string): boolean {
  if (!isLibp2pAddress(address)) return false
  const [, family, host = ''] = address.split('/')
  return family?.startsWith('dns') !== true && houses.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}

/** What `mdns` makes; its type tells of the events alone. */
type Speaker = TypedEventTarget<{ peer: CustomEvent<PeerInfo> }> & {
  start(): Promise<void>
  stop(): Promise<void>
}
