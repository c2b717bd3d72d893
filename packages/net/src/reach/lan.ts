import type { PeerInfo, TypedEventTarget } from '@libp2p/interface'
import { type MulticastDNSComponents, mdns } from '@libp2p/mdns'
import { isLibp2pAddress } from '../transport/addresses.ts'
import type { Gate } from '../transport/gate.ts'
import { isPublicAddress } from '../transport/isPublicAddress.ts'

/** Apart from other uses of libp2p in the same house. Source: docs/protocol §8. */
const serviceTag = '_vain._udp.local'
/** Addresses that are kept of one peer. */
const maxAddresses = 8

/** Where mDNS is spoken. */
export type LanOptions = {
  /** UDP port; that of mDNS, 5353, if it is left out. */
  readonly port?: number
}

/** What peers say of themselves in the local network. */
export type Lan = {
  /** A service of libp2p that asks and answers. */
  readonly service: (components: MulticastDNSComponents) => object
  /** Addresses in the local network that are said to be a peer's, each with its peer id. */
  addressesOf(peerId: string): readonly string[]
}

/**
 * Finds operators in the local network by mDNS. Anyone there can say anything: only addresses in
 * private networks and of admitted peers are kept, a few of each, and whoever answers there has to
 * prove to be that peer. libp2p itself would keep whatever it hears.
 */
export function createLan(gate: Gate, { port }: LanOptions): Lan {
  const heard = new Map<string, readonly string[]>()

  function listen({ id, multiaddrs }: PeerInfo): void {
    const peerId = id.toString()
    if (!gate.admits(peerId)) return
    const addresses = multiaddrs.slice(0, maxAddresses).map((it) => `${it}/p2p/${peerId}`)
    const near = addresses.filter((it) => isLibp2pAddress(it) && !isPublicAddress(it))
    if (near.length > 0) heard.set(peerId, near)
  }

  return {
    service(components) {
      const create = mdns({ serviceTag, ...(port === undefined ? {} : { port }) })
      const speaker = create(components) as Speaker
      speaker.addEventListener('peer', ({ detail }) => listen(detail))
      // Not the speaker itself: libp2p would take it for a source of peers.
      return { start: () => speaker.start(), stop: () => speaker.stop() }
    },
    addressesOf: (peerId) => (gate.admits(peerId) ? (heard.get(peerId) ?? []) : []),
  }
}

/** What `mdns` makes; its type tells of the events alone. */
type Speaker = TypedEventTarget<{ peer: CustomEvent<PeerInfo> }> & {
  start(): Promise<void>
  stop(): Promise<void>
}
