/** Options of an operator behind a router, and of one that helps such operators. */
export const reachOptions = {
  relay: {
    type: 'choice',
    choices: ['off', 'use', 'serve'],
    default: 'off',
    text: 'use: be reached through relays where nothing else leads here, and go on from there by WebRTC; serve: be a relay for other operators.',
  },
  upnp: {
    type: 'boolean',
    default: false,
    text: 'Ask the router to open the ports that libp2p listens on, and announce them.',
  },
  mdns: {
    type: 'boolean',
    default: false,
    text: 'Find operators in the local network by mDNS, and be found there. It tells everyone in that network that a node runs here.',
  },
  bootstrap: {
    type: 'list',
    default: [],
    text: 'Addresses of operators to try besides those that they announced, each with its peer id: /ip4/203.0.113.7/tcp/4001/p2p/16Uiu2….',
  },
  stunPort: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'UDP port of a STUN server for other operators, which tells them where they are seen from; 0 runs none.',
  },
  stunServers: {
    type: 'list',
    default: [],
    text: 'STUN servers (host:port) to ask besides those that operators announced.',
  },
} as const
