import { withBitswap } from '@helia/bitswap'
import { type GossipSub, gossipsub, StrictSign } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { type Meter, type Secret, VainError } from '@vain/base'
import type { BlockBroker, createHeliaLight, Helia } from 'helia'
import { createLibp2p } from 'libp2p'
import type { CID } from 'multiformats/cid'
import { DurableBlockstore } from '../content/blocks.ts'
import { maxHintBytes } from '../exchange/hints.ts'
import { toLibp2pMetrics } from '../metrics/index.ts'
import type { ReachParts } from '../reach/parts.ts'
import { type Gate, toConnectionGater } from './gate.ts'
import { toPrivateKey } from './identity.ts'
import { listeningAddresses } from './listeningAddresses.ts'
import { boundedYamux } from './muxer.ts'
import { rawMessageId } from './rawMessageId.ts'
import { createTransports } from './transports.ts'

/** The libp2p node of this process. */
export type Libp2pNode = Libp2p<{ gossip: GossipSub }>

/** libp2p, started. Source: docs/protocol §8. */
export async function startLibp2p(
  gate: Gate,
  options: {
    privateKey: Secret<Uint8Array>
    listen: readonly string[]
    topic: string
    reach: ReachParts
  },
  meter: Meter,
): Promise<Libp2pNode> {
  let node: Libp2pNode | undefined
  // createLibp2p writes to this object, and it holds the private key: it must not leave here.
  const settings = {
    privateKey: toPrivateKey(options.privateKey),
    addresses: { listen: [...options.listen] },
    transports: [...createTransports(), ...options.reach.transports],
    connectionEncrypters: [noise()],
    streamMuxers: [boundedYamux()],
    connectionGater: toConnectionGater(gate, (peer) => node?.getConnections(peer).length ?? 0),
    connectionManager: {
      maxConnections: 1_000,
      // The default of 5 connections per second and host keeps operators behind one address apart.
      inboundConnectionThreshold: 200,
      maxIncomingPendingConnections: 200,
    },
    // The default gives up after some seconds: a stall of the event loop would cut all connections.
    connectionMonitor: {
      pingInterval: 60_000,
      pingTimeout: { minTimeout: 60_000, maxTimeout: 120_000 },
    },
    metrics: toLibp2pMetrics(meter),
    services: {
      listeningAddresses: listeningAddresses(),
      identify: identify(),
      // Tells peers at once when addresses change.
      identifyPush: identifyPush(),
      ping: ping(),
      gossip: createGossip(options.topic),
      ...options.reach.services,
    },
  }
  try {
    node = await createLibp2p(settings)
    return node
  } catch (cause) {
    const { listen } = options
    throw new VainError('net/cannot-listen', 'no network at these addresses', { listen }, { cause })
  }
}

function createGossip(topic: string): ReturnType<typeof gossipsub> {
  return gossipsub({
    globalSignaturePolicy: StrictSign,
    fastMsgIdFn: rawMessageId,
    fallbackToFloodsub: false,
    allowPublishToZeroTopicPeers: true,
    emitSelf: false,
    allowedTopics: [topic],
    maxInboundDataLength: 2 * maxHintBytes,
    // The default empties the mesh when more than 10 operators share an address.
    scoreParams: { IPColocationFactorWeight: 0 },
  })
}

const bitswapOptions = {
  // All that a peer wants and we have goes into one message: 64 MiB at most.
  maxWantListSize: 256,
  // A peer that asks again for a block, because it did not get it, gets it without delay.
  doNotResendBlockWindow: 0,
  // One message must pass within the time-out, also over a slow link.
  maxOutgoingMessageSize: 1_048_576,
  maxIncomingMessageSize: 4_194_304,
  messageSendTimeout: 120_000,
  messageReceiveTimeout: 120_000,
}

/** Sends a block that is now on disk to the peers that asked for it before. */
export type Announce = (cid: CID) => Promise<void>

/**
 * Helia's class alone. The package's door loads an HTTP client, a DHT and what gets certificates
 * beside it, none of which is used here: 18 MB of heap in each daemon, and 0.6 s of a processor.
 */
const heliaModule: { Helia: new (init: HeliaInit) => Helia } = await import(
  new URL('helia.js', import.meta.resolve('helia')).href
)

type HeliaInit = Parameters<typeof createHeliaLight>[0] & {
  readonly name: string
  readonly version: string
}

/** Helia on that node: bitswap with connected peers, no other way to find anything. */
export async function startHelia(
  libp2p: Libp2pNode,
  folder: string,
): Promise<{ helia: Helia; blocks: DurableBlockstore; announce: Announce }> {
  const blockstore = new DurableBlockstore(folder)
  await blockstore.open()
  const helia = Object.assign(new heliaModule.Helia({ name: 'vain', version: '1', blockstore }), {
    libp2p,
  })
  const brokers: BlockBroker[] = []
  const addBlockBroker = helia.addBlockBroker.bind(helia)
  helia.addBlockBroker = (broker) => {
    if (typeof broker !== 'function') brokers.push(broker)
    addBlockBroker(broker)
  }
  await withBitswap(helia, bitswapOptions).start()
  const announce = async (cid: CID): Promise<void> => {
    await Promise.all(brokers.map((broker) => broker.announce?.(cid)))
  }
  return { helia, blocks: blockstore, announce }
}
