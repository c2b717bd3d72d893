import type { createLibp2p } from 'libp2p'
import {
  createRelayService,
  createRelayTransport,
  type Relaying,
  type ReservationStore,
} from './relayed.ts'
import { stunUrls } from './stunUrls.ts'

/** How a node behind a router is reached, and helps others to be. */
export type ReachOptions = {
  /**
   * `off`: directly or not at all. `use`: where nothing else leads, through relays, which carry
   * requests but no vectors, and from there by WebRTC. `serve`: this, and be a relay for others.
   */
  readonly relay?: Relaying
  /** Ask the router for a port that leads here. */
  readonly upnp?: boolean
  /** STUN servers as `host:port`, three of which are asked whenever WebRTC needs them. */
  readonly stunServers?: () => readonly string[]
}

type Settings = NonNullable<Parameters<typeof createLibp2p>[0]>

/** What libp2p is given for `ReachOptions`. */
export type ReachParts = {
  readonly transports: NonNullable<Settings['transports']>
  readonly services: NonNullable<Settings['services']>
  /** Reservations at relays, once libp2p has started; undefined if it is to make none. */
  readonly store: () => ReservationStore | undefined
  /** Ends the threads of WebRTC once nobody in this process uses them; call it after libp2p's end. */
  readonly release: () => void
}

/** Makes the parts, loading only what is asked for: WebRTC's library is native and large. */
export async function createReachParts(options: ReachOptions): Promise<ReachParts> {
  const { relay = 'off', upnp = false } = options
  const relays = relay === 'off' ? undefined : createRelayTransport()
  return {
    transports: relays === undefined ? [] : [relays.transport, await createWebrtc(options)],
    services: {
      ...(relay === 'serve' ? { relay: createRelayService() } : {}),
      ...(upnp ? { upnp: await createUpnp() } : {}),
    },
    store: () => (relay === 'use' ? relays?.store() : undefined),
    release: relays === undefined ? () => undefined : await countUser(),
  }
}

async function createWebrtc({
  stunServers,
}: ReachOptions): Promise<NonNullable<Settings['transports']>[number]> {
  const { webRTC } = await import('@libp2p/webrtc')
  const urls = (): string[] => stunUrls(stunServers?.() ?? [])
  return webRTC({
    rtcConfiguration: () => ({ iceServers: urls().map((url) => ({ urls: url })) }),
  })
}

async function createUpnp(): Promise<NonNullable<Settings['services']>[string]> {
  const { uPnPNAT } = await import('@libp2p/upnp-nat')
  // Confirmed without asking others: `followEndpoints` announces it once a peer has dialled it.
  return uPnPNAT({ autoConfirmAddress: true, portMappingDescription: 'vain' })
}

let users = 0

/** Without its clean-up the native library keeps the process alive. */
async function countUser(): Promise<() => void> {
  const { cleanup } = await import('node-datachannel')
  users += 1
  return () => {
    users -= 1
    if (users === 0) cleanup()
  }
}
