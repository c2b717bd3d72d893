import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import type { Log } from '@vain/base'
import type { Requests } from '../exchange/requests.ts'
import { isLibp2pAddress } from '../transport/addresses.ts'
import { isUnlimited } from './directWay.ts'

/** Source: docs/protocol §8. */
const protocol = '/vain/reach/1'
/** Addresses that one question names. */
const maxAddresses = 4
const maxRequestBytes = 1_024
const dialMs = 5_000
/** Time between two questions of one peer. */
const pauseMs = 2_000

/** What one peer found at one address. */
export type Reached = {
  readonly address: string
  /** The peer that dialled. */
  readonly by: string
  readonly ok: boolean
}

/** Asks peers to dial this node at these addresses; who does not answer or try is left out. */
export type AskBack = (addresses: readonly string[], peers: readonly string[]) => Promise<Reached[]>

/**
 * Answers peers that want to know whether they can be reached, and lets this node ask.
 *
 * Only hosts are dialled from which the peer is connected itself: nobody can have this node knock
 * at a third one's door. A new connection is made, shows who answers, and is closed.
 */
export function createDialBack(
  deps: { readonly libp2p: Libp2p; readonly log: Log },
  requests: Requests,
): AskBack {
  const { libp2p, log } = deps
  const asked = new Map<string, number>()
  requests.handle(
    protocol,
    { maxRequestBytes, maxConcurrent: 1 },
    async (peerId, bytes, signal) => {
      const now = performance.now()
      for (const [peer, at] of asked) if (now - at > pauseMs) asked.delete(peer)
      if (asked.has(peerId)) return encode([])
      asked.set(peerId, now)
      const hosts = hostsOf(libp2p, peerId)
      const outcomes: (boolean | null)[] = []
      // One after another: libp2p makes one of all dials of a peer that are under way.
      for (const address of decode(bytes)) {
        const target = toTarget(address, peerId)
        const mayDial = target !== undefined && hosts.has(hostOf(target) ?? '')
        outcomes.push(mayDial ? await dials(libp2p, target, signal) : null)
      }
      return encode(outcomes)
    },
  )

  return async (addresses, peers) => {
    const asking = addresses.slice(0, maxAddresses)
    const limits = { maxResponseBytes: maxRequestBytes, timeoutMs: (maxAddresses + 1) * dialMs }
    const answers = peers.map(async (by) => {
      try {
        const answer = decode(await requests.request(by, protocol, encode(asking), limits))
        return asking.flatMap((address, i) => {
          const ok = answer[i]
          return typeof ok === 'boolean' ? [{ address, by, ok }] : []
        })
      } catch (error) {
        log.debug('a peer did not say whether it reaches this node', { peerId: by, error })
        return []
      }
    })
    return (await Promise.all(answers)).flat()
  }
}

/** Whether a connection that was not there before leads to the peer at this very address. */
async function dials(libp2p: Libp2p, target: Multiaddr, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(dialMs)])
  const known = new Set(libp2p.getConnections())
  try {
    const connection = await libp2p.dial(target, { signal: patience, force: true })
    // It may be that of another dial, to another address, which this one was joined to.
    const isOther = bare(`${connection.remoteAddr}`) !== bare(`${target}`)
    if (known.has(connection) || isOther) return false
    await connection.close()
    return true
  } catch {
    return false
  }
}

function bare(address: string): string {
  return address.replace(/\/p2p\/[^/]+$/, '')
}

/** Where the peer is connected from, relays left out. */
function hostsOf(libp2p: Libp2p, peerId: string): Set<string> {
  const connections = libp2p.getConnections(peerIdFromString(peerId)).filter(isUnlimited)
  const hosts = connections.map(({ remoteAddr }) => hostOf(remoteAddr))
  return new Set(hosts.filter((host) => host !== undefined))
}

function hostOf(address: Multiaddr): string | undefined {
  const [host, port] = address.getComponents()
  const isPlain = !/p2p-circuit/.test(address.toString()) && port !== undefined
  return isPlain && (host?.name === 'ip4' || host?.name === 'ip6') ? host.value : undefined
}

/**
 * The address with the asker's peer id in place of whichever it names; nothing if it is none of the
 * plain ones. A server's name within it (`/tls/sni/…/ws`) would be dialled in the host's stead.
 */
function toTarget(address: unknown, peerId: string): Multiaddr | undefined {
  if (typeof address !== 'string') return undefined
  const text = `${bare(address)}/p2p/${peerId}`
  return isLibp2pAddress(text) ? multiaddr(text) : undefined
}

/** A JSON list of texts or of answers. */
function encode(list: readonly (string | boolean | null)[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(list))
}

/** The list in these bytes, and an empty one for all others; never throws. */
function decode(bytes: Uint8Array): unknown[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return Array.isArray(value) ? value.slice(0, maxAddresses) : []
  } catch {
    return []
  }
}
