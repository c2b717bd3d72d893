import type { Connection, Libp2p } from '@libp2p/interface'
import type { Log } from '@vain/base'
import { isUnlimited } from './directWay.ts'
import type { ReachOptions, ReachParts } from './parts.ts'
import { createRelays, type Relays } from './relays.ts'
import { createUpgrades } from './upgrades.ts'

/** How a peer is connected: `relayed` carries requests only, for some minutes. */
export type Link = {
  readonly peerId: string
  readonly route: 'direct' | 'webrtc' | 'relayed'
  readonly address: string
}

/** What keeps a started node reachable; without relays there is nothing to do. */
export type Reach = {
  readonly relays: Relays | undefined
  stop(): Promise<void>
}

/** Starts what `ReachOptions` ask for beyond libp2p's own parts. */
export async function createReach(
  deps: { readonly libp2p: Libp2p; readonly log: Log },
  { relay = 'off' }: ReachOptions,
  parts: ReachParts,
): Promise<Reach> {
  if (relay === 'off') return { relays: undefined, stop: async () => undefined }
  const relays = await createRelays(deps, parts.store())
  const stopUpgrades = createUpgrades(deps)
  return {
    relays,
    async stop() {
      await stopUpgrades()
      await relays.stop()
    },
  }
}

/** A connection as it is shown. */
export function toLink(connection: Connection): Link {
  const address = connection.remoteAddr.toString()
  const direct = address.includes('/webrtc') ? 'webrtc' : 'direct'
  return {
    peerId: connection.remotePeer.toString(),
    route: isUnlimited(connection) ? direct : 'relayed',
    address,
  }
}
