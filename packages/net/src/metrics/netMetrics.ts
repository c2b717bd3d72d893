import { shortTimes } from '@vain/base'

/** What the network counts. */
export const netMetrics = {
  connections: {
    type: 'gauge',
    name: 'vain_net_open_connections',
    unit: 'connections',
    text: 'Open connections, by who dialled and by transport.',
    labels: {
      direction: ['inbound', 'outbound'],
      transport: ['tcp', 'ws', 'quic', 'webrtc', 'relay'],
    },
  },
  peers: {
    type: 'gauge',
    name: 'vain_net_connected_peers',
    unit: 'peers',
    text: 'Peers with an open connection.',
  },
  received: {
    type: 'counter',
    name: 'vain_net_received_bytes_total',
    unit: 'bytes',
    text: 'Bytes received, by protocol of libp2p: what its streams carried, before encryption.',
    labels: { protocol: 'any' },
  },
  sent: {
    type: 'counter',
    name: 'vain_net_sent_bytes_total',
    unit: 'bytes',
    text: 'Bytes sent, as those received.',
    labels: { protocol: 'any' },
  },
  asked: {
    type: 'counter',
    name: 'vain_net_asked_requests_total',
    unit: 'requests',
    text: 'Requests to peers and transfers from them, by protocol and what came of them.',
    labels: { protocol: 'any', outcome: ['answered', 'refused', 'unreachable', 'late', 'failed'] },
  },
  resumed: {
    type: 'counter',
    name: 'vain_net_resumed_bytes_total',
    unit: 'bytes',
    text: 'Bytes that did not have to come again, of transfers that had broken off, by protocol.',
    labels: { protocol: 'any' },
  },
  wait: {
    type: 'histogram',
    name: 'vain_net_request_duration_seconds',
    unit: 'seconds',
    text: 'From a request to a peer to the end of its answer, those that failed included.',
    labels: { protocol: 'any' },
    buckets: shortTimes as readonly number[],
  },
  answered: {
    type: 'counter',
    name: 'vain_net_answered_requests_total',
    unit: 'requests',
    text: 'Requests of peers that were within their limits, by protocol and what came of them.',
    labels: { protocol: 'any', outcome: ['answered', 'failed'] },
  },
  artefacts: {
    type: 'counter',
    name: 'vain_content_wanted_artefacts_total',
    unit: 'artefacts',
    text: 'Artefacts that were asked for, on the disk or else from peers.',
    labels: { outcome: ['found', 'late', 'failed'] },
  },
  stored: {
    type: 'counter',
    name: 'vain_content_stored_bytes_total',
    unit: 'bytes',
    text: 'Bytes of artefacts that this operator has made or taken into its store.',
  },
} as const
