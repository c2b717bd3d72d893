import type { createLibp2p } from 'libp2p'
import type { Gate } from '../transport/gate.ts'
import type { Lan, LanOptions } from './lan.ts'
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
  /** Find operators in the local network by mDNS; it tells everyone there of this node. */
  readonly lan?: LanOptions
  /** Addresses of operators to try besides what they announced, each with its peer id. */
  readonly bootstrap?: readonly string[]
  /** STUN servers as `host:port`, three of which are asked whenever WebRTC needs them. */
  readonly stunServers?: () => readonly string[]
}

type Settings = NonNullable<Parameters<typeof createLibp2p>[0]>

/** What libp2p is given for `ReachOptions`. */
export type ReachParts = {
  readonly transports: NonNullable<Settings['transports']>
  readonly services: NonNullable<Settings['services']>
  /** What is heard in the local network, if it is listened to. */
  readonly lan: Lan | undefined
  /** Reservations at relays, once libp2p has started; undefined if it is to make none. */
  readonly store: () => ReservationStore | undefined
  /** Ends the threads of WebRTC once nobody in this process uses them; call it after libp2p's end. */
  readonly release: () => void
}

/** Makes the parts, loading only what is asked for: WebRTC's library is native and large. */
export async function createReachParts(options: ReachOptions, gate: Gate): Promise<ReachParts> {
  const { relay = 'off', upnp = false } = options
  const relays = relay === 'off' ? undefined : createRelayTransport()
  const lan = await openLan(options.lan, gate)
  return {
    transports: relays === undefined ? [] : [relays.transport, await createWebrtc(options)],
    services: {
      ...(relay === 'serve' ? { relay: createRelayService() } : {}),
      ...(upnp ? { upnp: await createUpnp() } : {}),
      ...(lan === undefined ? {} : { lan: lan.service }),
    },
    lan,
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

async function openLan(options: LanOptions | undefined, gate: Gate): Promise<Lan | undefined> {
  if (options === undefined) return undefined
  const { createLan } = await import('./lan.ts')
  return createLan(gate, options)
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
