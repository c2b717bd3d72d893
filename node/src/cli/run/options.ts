import { operatorOptions } from '@vain/operator'
import { defineOptions } from '@vain/service'

/** Where a network is, and where its artefacts are had. */
const rows = {
  rpcUrl: operatorOptions.rpcUrl as typeof operatorOptions.rpcUrl,
  ledger: operatorOptions.ledger as typeof operatorOptions.ledger,
  source: {
    type: 'list',
    default: [],
    text: 'Base URLs of artefact gateways. Default: those that operators announced on chain.',
  },
  timeoutMs: {
    type: 'integer',
    default: 5_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    text: 'Longest wait for one artefact from one gateway.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
} as const

/** Options of what looks at a network and needs no key. */
export const networkOptions: typeof rows = defineOptions(rows)
