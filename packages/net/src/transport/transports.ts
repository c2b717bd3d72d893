import { quic } from '@chainsafe/libp2p-quic'
import { tcp } from '@libp2p/tcp'
import type { Libp2pInit } from 'libp2p'
import { maxInboundStreams } from './muxer.ts'
import { webSockets } from './webSockets.ts'

type CreateTransport = NonNullable<Libp2pInit['transports']>[number]

/**
 * All ways in which peers are dialled. A node listens on those only that its addresses name:
 * `/tcp/…`, `/tcp/…/ws`, `/udp/…/quic-v1`. Source: docs/protocol §8.
 *
 * TCP and WebSocket connections are encrypted by Noise and shared by Yamux. QUIC brings both along;
 * its certificates are signed with the same keys, so that the gate knows with whom it deals.
 */
export function createTransports(): CreateTransport[] {
  return [
    tcp({ dialOpts: { noDelay: true }, listenOpts: { noDelay: true } }),
    webSockets(),
    // Its types come from older copies of the same interfaces.
    quic({ maxConcurrentStreamLimit: maxInboundStreams }) as unknown as CreateTransport,
  ]
}
