import { rpcOptions } from '@vain/chain'
import { daemonOptions, defineOptions, type OptionTable } from '@vain/service'

const rows = {
  ledger: {
    type: 'string',
    default: '',
    pattern: /^(0x[0-9a-fA-F]{40})?$/ as RegExp,
    form: 'an address of 20 bytes',
    text: 'Address of the RoundLedger contract. Default: that of the network file.',
  },
  network: {
    type: 'path',
    text: 'File with the addresses of a network, its ledger and its institutions: network.json of a network that `npm start` or `vain network deploy` has made. Without it there is no governance, no staking case, no lineage contract and no reward to see.',
  },
  dataFolder: {
    type: 'path',
    default: '.vain-portal',
    text: 'Folder for the index of the chain, which can be deleted: it is built again. Artefacts on their way to pages are there too, 8 GiB at most. Without Redis it has the count of what the relay has paid for too.',
  },
  database: {
    type: 'secret',
    text: 'Address of a database of PostgreSQL for the index, `postgres://user@host:5432/name?sslmode=verify-full`, in place of a file in the data folder. Its password may stand in a file that `PGPASSFILE` names.',
  },
  redis: {
    type: 'secret',
    text: 'Address of a Redis that several portals of one network share, `rediss://user@host:6379/0`: limits hold for all of them together then.',
  },
  redisPasswordFile: {
    type: 'path',
    text: 'File with the password of that user, mode 0600, in place of one in the address.',
  },
  host: {
    type: 'string',
    default: '127.0.0.1',
    text: 'Address on which the portal is served.',
  },
  port: {
    type: 'integer',
    default: 3_000,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'Port on which the portal is served; 0 takes a free one.',
  },
  trustedProxies: {
    type: 'list',
    default: [],
    text: 'Addresses and subnets of proxies before this server that are believed when they say in X-Forwarded-For who asks. Without them all that comes through a proxy is one client, with one client’s share.',
  },
  pageOrigins: {
    type: 'list',
    default: [],
    text: 'Origins whose pages may ask as the portal’s own, such as http://localhost:3001 of `next dev`.',
  },
  nodeApis: {
    type: 'list',
    default: [],
    text: 'Base URLs of HTTP APIs of operators, whose health is shown.',
  },
  developmentWallet: {
    type: 'boolean',
    default: false,
    text: 'Offers pages the accounts whose keys everybody knows. Only on a development chain (31337).',
  },
  relay: {
    type: 'boolean',
    default: false,
    text: 'Sends votes that their voters have signed, and pays for them: with the account of the keystore, or on a development chain with one that everybody knows.',
  },
  relayPerHour: {
    type: 'integer',
    default: 60,
    min: 1,
    max: 100_000,
    unit: 'votes',
    text: 'Votes that the relay sends in an hour, of all portals that share a Redis.',
  },
  keystore: {
    type: 'path',
    text: 'Keystore file (version 3) of the account that pays for the relay, which should be used for nothing else.',
  },
  password: daemonOptions.password as typeof daemonOptions.password,
  passwordFile: daemonOptions.passwordFile as typeof daemonOptions.passwordFile,
  rebuild: {
    type: 'boolean',
    default: false,
    text: 'Deletes the index of the chain and builds it again.',
  },
  verify: {
    type: 'boolean',
    default: false,
    text: 'Builds a second index from nothing, compares it with the one that is there, says whether they are equal, and ends.',
  },
  site: {
    type: 'path',
    text: 'Folder with the pages. Default: those of this repository, built when their sources have changed.',
  },
  logLevel: daemonOptions.logLevel as typeof daemonOptions.logLevel,
  logFormat: daemonOptions.logFormat as typeof daemonOptions.logFormat,
} as const

/** Options of the portal's server. */
export const portalOptions: typeof rpcOptions & typeof rows = defineOptions({
  ...rpcOptions,
  ...rows,
}) satisfies OptionTable
