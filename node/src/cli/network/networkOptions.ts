import { operatorOptions } from '@vain/operator'
import { defineOptions } from '@vain/service'

const { required: _, ...ledger } = operatorOptions.ledger

/** A ledger that need not be named. */
export const optionalLedger: Omit<typeof operatorOptions.ledger, 'required'> = ledger

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
    default: 15_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    text: 'Longest wait for one artefact from one gateway.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
} as const

/** Where a network is, and where its artefacts are had: options of what looks at it without a key. */
export const networkOptions: typeof rows = defineOptions(rows)

const runRow = {
  type: 'integer',
  default: 1,
  min: 1,
  max: 0xffff_ffff,
  unit: 'run',
  text: 'Number of the run.',
} as const

/** Which run of a network. */
export const runOption: typeof runRow = runRow

const { default: _default, ...noDefault } = runRow

/** A run that need not be named. */
export const optionalRun: Omit<typeof runRow, 'default'> = noDefault
