import { dataCourtRow, operatorOptions } from '@vain/operator'
import { defineOptions, type OptionTable } from '@vain/service'

const rows = {
  runs: {
    type: 'list',
    default: [],
    text: 'Numbers of the runs to serve. Default: all of them.',
  },
  dataCourt: dataCourtRow as typeof dataCourtRow,
  sumCourt: {
    type: 'string',
    default: '',
    pattern: /^(0x[0-9a-fA-F]{40})?$/ as RegExp,
    form: 'an address of 20 bytes',
    text: 'Address of the SumCourt contract, in which right sums are defended. Without it nobody does, and a sum that nobody stands by counts as wrong.',
  },
  beaconUrls: {
    type: 'list',
    default: [
      'https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
      'https://drand.cloudflare.com/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
    ],
    text: 'Addresses of servers of the beacon, of drand’s HTTP API with the hash of the chain, asked one after the other; what they say is checked. Only runs with a check need it.',
  },
  untilVersion: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 0xffff_ffff,
    unit: 'models',
    text: 'Open no more rounds of a run that has this many certified models; 0 goes on.',
  },
  pullSlots: {
    type: 'integer',
    default: 8,
    min: 1,
    max: 256,
    unit: 'vectors',
    text: 'Masked vectors that are pulled at once; each takes its length in memory.',
  },
  maskThreads: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 256,
    unit: 'threads',
    text: 'Threads that put masks on large vectors and take them off; 0 for one less than the machine has cores, at least one. They start when they are needed.',
  },
  pollMs: {
    type: 'integer',
    default: 1_000,
    min: 50,
    max: 60_000,
    unit: 'ms',
    text: 'Longest pause before an operator that is not ready is asked again; hints make it shorter.',
  },
  fetchTimeoutMs: {
    type: 'integer',
    default: 60_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    text: 'Longest wait for one artefact or masked vector before it is asked for again; a vector goes on where it was.',
  },
} as const

/** Options of the aggregator daemon. */
export const aggregatorOptions: typeof operatorOptions & typeof rows = defineOptions({
  ...operatorOptions,
  ...rows,
}) satisfies OptionTable
