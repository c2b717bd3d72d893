/** Which packages each folder may import, by their names behind `@vain/`. */
export const below: Readonly<Record<string, readonly string[]>> = {
  'packages/base': [],
  'packages/crypto': ['base'],
  'packages/protocol': ['base', 'crypto'],
  'packages/chain': ['base', 'protocol'],
  'packages/net': ['base', 'protocol'],
  'packages/privacy': ['base', 'crypto'],
  'packages/learn': ['base', 'crypto', 'protocol'],
  'packages/data': ['base', 'crypto', 'learn'],
  'packages/service': ['base'],
  'packages/audit': ['base', 'crypto', 'protocol'],
  'packages/masking': ['base', 'crypto'],
  'packages/simulation': ['base', 'crypto', 'learn', 'protocol'],
  'packages/indexer': ['base', 'chain', 'protocol', 'service'],
  'packages/runs': ['audit', 'base', 'crypto', 'data', 'learn', 'net', 'protocol'],
  'packages/operator': ['base', 'chain', 'crypto', 'net', 'protocol', 'service'],
  'packages/testkit': ['base', 'chain', 'crypto', 'protocol'],
  node: [
    'audit',
    'base',
    'chain',
    'crypto',
    'data',
    'learn',
    'masking',
    'net',
    'operator',
    'privacy',
    'protocol',
    'runs',
    'service',
    'simulation',
  ],
  aggregator: ['base', 'chain', 'crypto', 'masking', 'net', 'operator', 'protocol', 'service'],
  web: ['base', 'chain', 'protocol'],
}

const owner: Readonly<Record<string, string>> = {
  ethers: 'packages/chain',
  helia: 'packages/net',
  libp2p: 'packages/net',
  '@helia/': 'packages/net',
  '@libp2p/': 'packages/net',
  '@bitauth/': 'packages/crypto',
  '@noble/': 'packages/crypto',
  'onnxruntime-node': 'packages/learn',
  'onnxruntime-web': 'packages/learn',
  express: 'packages/service',
  pino: 'packages/service',
  'prom-client': 'packages/service',
  'swagger-ui-dist': 'packages/service',
  ws: 'packages/service',
  next: 'web',
  viem: 'web',
  wagmi: 'web',
}

/** The folder that alone may declare a heavy third-party package; a row ending in `/` is a scope. */
export function ownerOf(name: string): string | undefined {
  return owner[name] ?? owner[`${name.split('/')[0]}/`]
}
