import { type Clock, type Log, VainError } from '@vain/base'
import { type Block, type Deployment, type Rpc, readBlock } from '@vain/chain'
import type { IndexChange } from '../api/chain/events.ts'
import type { Head } from '../api/chain/head.ts'
import { deleteDatabase } from '../store/openDatabase.ts'
import { openStore, type Store } from '../store/openStore.ts'
import { advance } from './advance.ts'
import { createNews } from './createNews.ts'
import { createLedgerFold, type LedgerState } from './foldLedger.ts'
import { keepUpdating } from './keepUpdating.ts'
import type { Contracts } from './toEvents.ts'

/** An index that follows a chain. */
export type Index = {
  readonly deployment: Deployment
  readonly contracts: Contracts
  readonly store: Store
  /** The ledger as of the newest block that is indexed. */
  readonly ledger: LedgerState
  /** Undefined before anything is indexed. */
  head(): Head | undefined
  /** Calls `listener` after each change. @returns a function that ends it */
  onChange(listener: (change: IndexChange) => void): () => void
  /** Looks at the chain once, and brings the index up to date. @throws what reading the chain does */
  update(): Promise<void>
  /** Follows the chain until the index is closed, also while it is away. */
  follow(): void
  close(): Promise<void>
}

export type IndexOptions = {
  readonly deployment: Deployment
  /** The deployment's contracts, and institutions. */
  readonly contracts: Contracts
  /** File of the index, or `:memory:`. */
  readonly path: string
  /** Begins with an empty one, whatever is in the file. */
  readonly rebuild?: boolean
  /** Pause between two looks at the chain, milliseconds; 500 by default. */
  readonly pollMs?: number
}

/**
 * Opens the index of a network's events, and makes it if there is none.
 *
 * What is in it is always everything up to one block that was on the chain when it was read, also
 * after a crash. Blocks that leave the chain are taken out again.
 */
export function createIndex(
  deps: { readonly rpc: Rpc; readonly clock: Clock; readonly log: Log },
  options: IndexOptions,
): Index {
  const { rpc } = deps
  const { deployment, contracts, path, pollMs = 500 } = options
  if (options.rebuild) deleteDatabase(path)
  const store = openStore(path, networkOf(options))
  const fold = createLedgerFold(store, deployment)
  const news = createNews()
  const listeners = new Set<(change: IndexChange) => void>()
  const closing = new AbortController()
  let latest: Block | undefined
  let running: Promise<void> | undefined

  async function update(): Promise<void> {
    latest = await readLatest(rpc)
    const before = store.head()?.hash
    const indexed = { contracts, deployedAt: deployment.deployedAt }
    const head = await advance(rpc, store, indexed, latest, {
      ...news,
      onRevert(block) {
        fold.revertTo(block)
        news.onRevert(block)
      },
    })
    fold.catchUp(head)
    if (head.hash !== before || !news.isEmpty()) tell()
  }

  function tell(): void {
    const head = headOf()
    if (head === undefined) return
    const change = { head, ...news.take() }
    for (const listener of listeners) listener(change)
  }

  function headOf(): Head | undefined {
    const block = store.head()
    return (
      block && {
        block: block.number,
        hash: block.hash,
        timestamp: block.timestamp,
        events: store.countEvents(),
        reorgs: store.reorgs(),
        behindBlocks: Math.max(0, (latest?.number ?? block.number) - block.number),
      }
    )
  }

  return {
    deployment,
    contracts,
    store,
    get ledger() {
      return fold.state
    },
    head: headOf,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    update,
    follow() {
      running ??= keepUpdating(deps, update, pollMs, closing.signal)
    },
    async close() {
      closing.abort()
      await running
      store.close()
    },
  }
}

async function readLatest(rpc: Rpc): Promise<Block> {
  const block = await readBlock(rpc, 'latest')
  if (block !== undefined) return block
  throw new VainError('chain/reorganised', 'the chain has no newest block', {})
}

/** Tells networks, and what is indexed of them, apart. */
export function networkOf({
  deployment: { chainId, ledger },
  contracts,
}: Pick<IndexOptions, 'deployment' | 'contracts'>): string {
  return JSON.stringify([String(chainId), ledger, Object.entries(contracts).toSorted()])
}
