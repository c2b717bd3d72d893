/** Which daemon an operator runs, and as what. */
export type Part = 'trainer' | 'validator' | 'both' | 'aggregator'

const roles = {
  trainer: ['trainer'],
  validator: ['validator'],
  both: ['trainer', 'validator'],
  aggregator: undefined,
} as const

/** Addresses of a network that a daemon has to be told. */
export type Addresses = {
  readonly ledger?: string
  readonly dataCourt?: string
  readonly sumCourt?: string
}

/**
 * The part of a daemon's config file that the network settles; what is about one's own machine and
 * examples is left to its owner. Source: docs/samples.
 */
export function configOf(part: Part, { ledger = '', dataCourt, sumCourt }: Addresses): string {
  const config = {
    roles: roles[part],
    rpcUrl: 'http://127.0.0.1:8545',
    ledger,
    ...(part === 'aggregator' && { dataCourt, sumCourt }),
    runs: ['1'],
    dataFolder: 'data',
    passwordFile: 'password',
  }
  return JSON.stringify(config, null, 2)
}

/** The commands that make its folder and start it, from the repository. Source: docs/operate. */
export function commandsOf(part: Part): string {
  const name = part === 'aggregator' ? 'aggregator' : 'node'
  const folder = `~/vain-${name}`
  return [
    `mkdir -m 700 ${folder}`,
    `(umask 077; head -c 24 /dev/urandom | base64 > ${folder}/password)`,
    `$EDITOR ${folder}/config.json`,
    `node_modules/.bin/node ${name}/src/main.ts --config ${folder}/config.json`,
  ].join('\n')
}
