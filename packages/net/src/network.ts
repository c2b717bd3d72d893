import { join } from 'node:path'
import { type Log, type Meter, noMeter, type Secret, VainError } from '@vain/base'
import type { Content } from '@vain/protocol'
import { createContent } from './content/content.ts'
import { createFetch } from './content/fetch.ts'
import { serveBlocks } from './content/swarm/blockRequests.ts'
import { createSwarm } from './content/swarm/createSwarm.ts'
import { createExchange } from './exchange/exchange.ts'
import { createHints, type Hints } from './exchange/hints.ts'
import { createRequests, type Requests } from './exchange/requests.ts'
import { createTransfers, type Transfers } from './exchange/transfers.ts'
import { measureConnections, measureContent, measureExchange } from './metrics/index.ts'
import { type AskBack, createDialBack } from './reach/dialBack.ts'
import { createReachParts, type ReachOptions } from './reach/parts.ts'
import { createReach, type Link, toLink } from './reach/reach.ts'
import { createTasks } from './tasks.ts'
import { assertBootstrap, createAddressBook, type WaysTo } from './transport/addressBook.ts'
import { type Connect, createConnect } from './transport/connect.ts'
import { connectedPeers } from './transport/connectedPeers.ts'
import { cutRevoked, type Gate } from './transport/gate.ts'
import { startHelia, startLibp2p } from './transport/node.ts'

export type NetworkOptions = {
  /** 32-byte secp256k1 key; the peer id follows from it. */
  readonly privateKey: Secret<Uint8Array>
  /** Where blocks are kept. One network per folder at a time. */
  readonly dataFolder: string
  /** Multiaddrs to listen on, such as `/ip4/0.0.0.0/tcp/4001`; port 0 takes a free one. */
  readonly listen: readonly string[]
  /** Gossip topic of the hints. Source: docs/protocol §8. */
  readonly topic: string
  /** How it is reached behind a router. Default: directly or not at all. */
  readonly reach?: ReachOptions
}

/** The network as the rest of the house sees it. */
export type Network = Requests &
  Transfers &
  Hints & {
    /** This node's peer id. */
    readonly peerId: string
    /** Where this node listens, each address with its peer id. */
    addresses(): string[]
    /** Peers with an open connection. */
    connectedPeers(): string[]
    /** Every open connection. */
    links(): Link[]
    /** Relays at which this node is kept reachable. */
    relays(): string[]
    /** Where a peer may be besides what it announced. */
    readonly waysTo: WaysTo
    /** Asks connected peers to dial this node at up to four addresses of its own. */
    readonly askBack: AskBack
    /**
     * Connects to the peers that the addresses name, of which there may be several for one peer.
     * Those already connected cost nothing, this node itself is passed over. It does not reconnect
     * by itself later.
     *
     * @throws {VainError} `net/bad-address`, `net/not-admitted` (by our gate), `net/refused` (by
     * theirs), `net/unreachable`, `net/timeout`, `net/closed`
     */
    readonly connect: Connect
    readonly content: Content
    /** Ends everything under way with `net/closed`, and leaves nothing open. May be repeated. */
    stop(): Promise<void>
  }

/**
 * Starts the one libp2p node of this process, with Helia on top of it.
 *
 * Only peers the gate admits are connected, in either direction; a peer it revokes is cut off.
 *
 * @throws {VainError} `net/bad-address`, `net/bad-key`, `net/cannot-listen`, `net/cannot-store`
 */
export async function createNetwork(
  deps: { log: Log; gate: Gate; meter?: Meter },
  options: NetworkOptions,
): Promise<Network> {
  const { gate, meter = noMeter } = deps
  const log = deps.log.with({ module: 'net' })
  const { bootstrap = [] } = options.reach ?? {}
  assertBootstrap(bootstrap)
  const tasks = createTasks()
  const parts = await createReachParts(options.reach ?? {}, gate)
  const libp2p = await startLibp2p(gate, { ...options, reach: parts }, meter)
  const folder = join(options.dataFolder, 'blocks')
  const started = await startHelia(libp2p, folder).catch(async (cause: unknown) => {
    await libp2p.stop()
    parts.release()
    throw new VainError('net/cannot-store', 'no blocks can be kept there', { folder }, { cause })
  })
  const { helia, blocks, announce } = started
  const exchange = measureExchange(createExchange({ log, gate, libp2p, tasks }), meter)
  serveBlocks(exchange, blocks)
  const swarm = createSwarm({ exchange, libp2p, blocks })
  const fetch = createFetch({ helia, libp2p, announce, swarm })
  measureConnections(libp2p, meter)
  const unguard = cutRevoked(libp2p, gate, log)
  const requests = createRequests(exchange)
  const reach = await createReach({ libp2p, log }, options.reach ?? {}, parts)
  let stopped: Promise<void> | undefined
  return {
    peerId: libp2p.peerId.toString(),
    addresses: () => libp2p.getMultiaddrs().map(String),
    connectedPeers: () => connectedPeers(libp2p).map(String),
    links: () => libp2p.getConnections().map(toLink),
    relays: () => reach.relays?.reserved() ?? [],
    askBack: createDialBack({ libp2p, log }, requests),
    waysTo: createAddressBook(libp2p, bootstrap, parts.lan),
    connect: createConnect(libp2p, gate, tasks, reach.relays),
    ...requests,
    ...createTransfers(exchange, meter),
    ...createHints({ log, gate, gossip: libp2p.services.gossip }, options.topic),
    content: measureContent(createContent({ helia, store: blocks, announce, fetch, tasks }), meter),
    stop() {
      stopped ??= (async () => {
        tasks.stop()
        unguard()
        await reach.stop()
        await helia.stop()
        await libp2p.stop()
        parts.release()
      })()
      return stopped
    },
  }
}
