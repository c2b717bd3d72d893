import { shortTimes } from '@vain/base'

/** What a daemon counts of the chain and of its own transactions. */
export const chainMetrics = {
  answers: {
    type: 'counter',
    name: 'vain_rpc_asked_calls_total',
    unit: 'calls',
    text: 'Calls of the JSON-RPC endpoint: answered, refused by it, or without an answer.',
    labels: { method: 'any', outcome: ['answered', 'refused', 'unreachable', 'failed'] },
  },
  latency: {
    type: 'histogram',
    name: 'vain_rpc_call_duration_seconds',
    unit: 'seconds',
    text: 'From a call of the JSON-RPC endpoint to its answer, repeated tries included.',
    labels: { method: 'any' },
    buckets: shortTimes as readonly number[],
  },
  headBlock: {
    type: 'gauge',
    name: 'vain_chain_head_block',
    unit: 'block',
    text: 'Number of the newest block that was read.',
  },
  headTime: {
    type: 'gauge',
    name: 'vain_chain_head_timestamp_seconds',
    unit: 'seconds',
    text: 'Time of that block, since 1970: `time()` less this is its age.',
  },
  reorganisations: {
    type: 'counter',
    name: 'vain_chain_seen_reorganisations_total',
    unit: 'reorganisations',
    text: 'Times that blocks which had been read were no longer on the chain.',
  },
  transactions: {
    type: 'counter',
    name: 'vain_wallet_sent_transactions_total',
    unit: 'transactions',
    text: 'Transactions of this operator, by the function they call and what became of them.',
    labels: {
      call: 'any',
      outcome: ['included', 'reverted', 'unpaid', 'replaced', 'not_included', 'failed'],
    },
  },
  gas: {
    type: 'counter',
    name: 'vain_wallet_used_gas_total',
    unit: 'gas',
    text: 'Gas that included transactions took.',
    labels: { call: 'any' },
  },
  inclusion: {
    type: 'histogram',
    name: 'vain_wallet_inclusion_duration_seconds',
    unit: 'seconds',
    text: 'From a call to the block that holds it.',
    buckets: shortTimes as readonly number[],
  },
} as const
