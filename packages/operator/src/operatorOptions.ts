import { rpcOptions } from '@vain/chain'
import { daemonOptions } from '@vain/service'
import { kuboOptions } from './kuboOptions.ts'
import { reachOptions } from './reach/index.ts'

const rows = {
  keystore: {
    type: 'path',
    text: 'Keystore file (version 3) with the staking key, made if there is none. Default: keystore.json in the data folder.',
  },
  ledger: {
    type: 'string',
    required: true,
    pattern: /^0x[0-9a-fA-F]{40}$/ as RegExp,
    form: 'an address of 20 bytes',
    text: 'Address of the RoundLedger contract, which leads to all the others.',
  },
  stake: {
    type: 'string',
    pattern: /^\d{1,12}(\.\d{1,18})?$/ as RegExp,
    form: 'a decimal number',
    text: 'VAIN to keep bonded; more is bonded where the roles require more. Default: what they require.',
  },
  listen: {
    type: 'list',
    default: ['/ip4/127.0.0.1/tcp/0'],
    text: 'Multiaddrs on which libp2p listens: TCP, WebSocket (/ip4/0.0.0.0/tcp/4002/ws) or QUIC (/ip4/0.0.0.0/udp/4001/quic-v1); port 0 takes a free one.',
  },
  announce: {
    type: 'list',
    default: [],
    text: 'Multiaddrs to announce on chain in place of the ones that are listened on, at most 4.',
  },
  runGateways: {
    type: 'list',
    default: [],
    text: 'Base URLs of artefact gateways from which the artefacts of new runs are taken, such as those of an IPFS node of whoever creates runs.',
  },
  publishFolder: {
    type: 'path',
    text: 'Folder whose files are put into the artefact store, at the start and when they come, such as those of a new run.',
  },
  keepRounds: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 0xffff_ffff,
    unit: 'rounds',
    text: 'Rounds of each run whose artefacts are kept; 0 keeps all. What disputes, open challenges and a rollback may need is kept in any case.',
  },
  storeLimitMiB: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 0xffff_ffff,
    unit: 'MiB',
    text: 'Size of the artefact store above which only what has to be kept is; 0 for no limit.',
  },
} as const

const courtRow = {
  type: 'string',
  default: '',
  pattern: /^(0x[0-9a-fA-F]{40})?$/ as RegExp,
  form: 'an address of 20 bytes',
  text: 'Address of the DataCourt contract, whose challenges are answered. Without it nobody answers, and an unanswered challenge costs stake.',
} as const

/** Where the court is that asks for artefacts. */
export const dataCourtRow: typeof courtRow = courtRow

/**
 * The rows that every operator's daemon has: spread them into its own table. `keystore` may be left
 * out: then it is `keystore.json` in the data folder.
 */
export const operatorOptions: Omit<typeof daemonOptions, 'keystore'> &
  typeof rpcOptions &
  typeof rows &
  typeof kuboOptions &
  typeof reachOptions = {
  ...daemonOptions,
  ...rpcOptions,
  ...rows,
  ...kuboOptions,
  ...reachOptions,
}
