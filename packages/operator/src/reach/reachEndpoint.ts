import type { Network } from '@vain/net'
import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { askWitnesses } from './askWitnesses.ts'

/** How a daemon is reached. */
export type ReachReport = {
  /** Where it listens, with what a router added. */
  readonly listening: readonly string[]
  /** What others find on chain. */
  readonly announced: readonly string[]
  /** Relays at which it is kept reachable. */
  readonly relays: readonly string[]
  /** Open connections by their way. */
  readonly links: { readonly direct: number; readonly webrtc: number; readonly relayed: number }
  /** What each peer that was asked found at each announced IP address. */
  readonly tried: readonly {
    readonly address: string
    /** Peer id of whoever dialled. */
    readonly by: string
    readonly ok: boolean
  }[]
}

const count = z.int().min(0)

/** Needs the token: other operators are put to work. */
export const reachEndpoint: Endpoint<ReachReport, Record<string, never>, undefined> = {
  name: 'tryReach',
  method: 'post',
  path: '/api/v1/reach',
  tag: 'operator',
  text: 'Has up to three connected peers dial this daemon at the IP addresses that it announced, which takes at most half a minute, and says what they found.',
  access: 'change',
  answer: z.object({
    listening: z.array(z.string()),
    announced: z.array(z.string()),
    relays: z.array(z.string()),
    links: z.object({ direct: count, webrtc: count, relayed: count }),
    tried: z.array(z.object({ address: z.string(), by: z.string(), ok: z.boolean() })),
  }),
}

/**
 * Answers it. Names are not tried: a peer dials none for another.
 *
 * @param announced - of this operator, as on chain
 */
export async function tryReach(
  network: Pick<Network, 'addresses' | 'relays' | 'links' | 'askBack'>,
  announced: readonly string[],
): Promise<ReachReport> {
  const asked = announced.filter((it) => /^\/ip[46]\/[^/]+\/(tcp|udp)\/.*\/p2p\//.test(it))
  const links = network.links()
  const along = (way: string): number => links.filter(({ route }) => route === way).length
  return {
    listening: network.addresses(),
    announced,
    relays: network.relays(),
    links: { direct: along('direct'), webrtc: along('webrtc'), relayed: along('relayed') },
    tried: asked.length === 0 ? [] : await askWitnesses(network, asked),
  }
}
