import type { Client, Transport } from 'viem'

/** The way to the chain, through the portal's own server. */
export type ChainClient = Client<Transport>
