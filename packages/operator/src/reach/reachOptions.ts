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
