/** What the portal's server counts, beside what every HTTP server and every user of a chain does. */
export const portalMetrics = {
  calls: {
    type: 'counter',
    name: 'vain_portal_passed_calls_total',
    unit: 'calls',
    text: 'Calls of pages to the chain: answered, refused by the node, without an answer, not on the allow list, or more than the client’s share.',
    labels: { outcome: ['answered', 'refused', 'failed', 'forbidden', 'crowded'] },
  },
  votes: {
    type: 'counter',
    name: 'vain_portal_relayed_votes_total',
    unit: 'votes',
    text: 'Signed votes that the relay was asked to send: sent, refused, beyond a limit, not to be paid for, not to be counted since Redis is away, or failed.',
    labels: { outcome: ['sent', 'refused', 'limited', 'unpaid', 'uncounted', 'failed'] },
  },
  relayBalance: {
    type: 'gauge',
    name: 'vain_portal_relay_balance_ether',
    unit: 'ether',
    text: 'Ether of the account that pays for votes.',
  },
  indexedBlock: {
    type: 'gauge',
    name: 'vain_portal_indexed_block',
    unit: 'block',
    text: 'The newest block of which everything is indexed.',
  },
  indexedTime: {
    type: 'gauge',
    name: 'vain_portal_indexed_timestamp_seconds',
    unit: 'seconds',
    text: 'Time of that block, since 1970: `time()` less this is its age.',
  },
  lag: {
    type: 'gauge',
    name: 'vain_portal_index_lag_blocks',
    unit: 'blocks',
    text: 'Blocks of the chain that are not indexed yet, as far as is known.',
  },
  events: {
    type: 'gauge',
    name: 'vain_portal_indexed_events',
    unit: 'events',
    text: 'Events in the index.',
  },
  reorganisations: {
    type: 'gauge',
    name: 'vain_portal_followed_reorganisations',
    unit: 'reorganisations',
    text: 'Reorganisations that were followed since the index was made.',
  },
} as const
