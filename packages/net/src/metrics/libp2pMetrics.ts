import type { Libp2p, Metrics, Stream, StreamMessageEvent } from '@libp2p/interface'
import type { Meter } from '@vain/base'
import { connectedPeers } from '../transport/connectedPeers.ts'
import { netMetrics } from './netMetrics.ts'

const nothing = {
  update() {},
  increment() {},
  decrement() {},
  reset() {},
  observe() {},
  timer: () => () => {},
}

/**
 * Takes the bytes of streams from libp2p. What else libp2p would count is left out: its names have
 * no units, and their number no bound.
 */
export function toLibp2pMetrics(meter: Meter): () => Metrics {
  const { received, sent } = meter.open(netMetrics)
  const none = () => nothing as never

  function trackProtocolStream(stream: Stream): void {
    const { protocol } = stream
    // Not a listener: with the first one a stream begins to hand out what it has kept.
    const dispatchEvent = stream.dispatchEvent.bind(stream)
    stream.dispatchEvent = (event) => {
      if (event.type === 'message')
        received.add({ protocol }, (event as StreamMessageEvent).data.byteLength)
      return dispatchEvent(event)
    }
    const send = stream.send.bind(stream)
    stream.send = (bytes) => {
      sent.add({ protocol }, bytes.byteLength)
      return send(bytes)
    }
  }

  return () => ({
    trackProtocolStream,
    trackMultiaddrConnection() {},
    registerMetric: none,
    registerMetricGroup: none,
    registerCounter: none,
    registerCounterGroup: none,
    registerHistogram: none,
    registerHistogramGroup: none,
    registerSummary: none,
    registerSummaryGroup: none,
    traceFunction: (_name: string, traced: never) => traced,
    createTrace: () => undefined,
  })
}

/** Shows the connections as of the moment. */
export function measureConnections(libp2p: Pick<Libp2p, 'getConnections'>, meter: Meter): void {
  const { connections, peers } = meter.open(netMetrics)
  peers.follow(() => [[{}, connectedPeers(libp2p).length]])
  connections.follow(() =>
    libp2p.getConnections().map(({ direction, remoteAddr }) => {
      const transport = transportOf(remoteAddr.toString())
      return [{ direction, transport }, 1] as const
    }),
  )
}

function transportOf(address: string): string {
  if (address.includes('/p2p-circuit')) return address.includes('/webrtc') ? 'webrtc' : 'relay'
  const found = /\/(webrtc|quic|ws|tcp)/.exec(address.replace(/\/tcp\/\d+\/(tls\/)?wss?/, '/ws'))
  return found?.[1] ?? 'other'
}
