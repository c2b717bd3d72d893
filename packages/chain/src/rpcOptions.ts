/** Where the chain is: rows for the table of options of every program that asks it. */
export const rpcOptions = {
  rpcUrl: {
    type: 'string',
    default: 'http://127.0.0.1:8545',
    pattern: /^https?:\/\/\S+$/ as RegExp,
    form: 'an http or https address',
    text: 'JSON-RPC address of an Ethereum node.',
  },
  rpcFallbackUrls: {
    type: 'list',
    default: [],
    text: 'JSON-RPC addresses of further nodes of the same chain: while the one that is asked is away, the next one is, and so on around.',
  },
} as const
