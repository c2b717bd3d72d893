import type { Address, Hex } from 'viem'

/** One thing that an account asks a contract to do. */
export type TransactionCall = {
  /** What it does, as a button says it: `Vote for proposal 12`. */
  readonly title: string
  readonly to: Address
  readonly data: Hex
  /** Ether that goes with it; none by default. */
  readonly valueWei?: bigint
}

/** A transaction that a block has. */
export type Included = {
  readonly hash: Hex
  readonly block: bigint
  readonly gasUsed: bigint
  readonly logs: readonly { readonly address: Address; readonly topics: readonly Hex[] }[]
}

/** Why something was not done. */
export type Refusal = {
  readonly kind:
    | 'rejected'
    | 'reverted'
    | 'wrong-network'
    | 'no-wallet'
    | 'no-funds'
    | 'no-answer'
    | 'out-of-gas'
    | 'replaced'
    | 'dropped'
    | 'unknown'
  /** What to tell a person, in whole sentences. */
  readonly message: string
  /** Name of the contract's error, if it was one. */
  readonly error?: string
}

/** How far a transaction has come. */
export type TransactionState =
  | { readonly kind: 'idle' }
  /** It is tried on the newest state, so that what must fail is never signed. */
  | { readonly kind: 'checking'; readonly title: string }
  /** The wallet asks its owner. */
  | { readonly kind: 'asking'; readonly title: string }
  /** It is sent, and no block has it yet. */
  | { readonly kind: 'sent'; readonly title: string; readonly hash: Hex }
  | { readonly kind: 'done'; readonly title: string; readonly included: Included }
  | { readonly kind: 'failed'; readonly title: string; readonly refusal: Refusal }
