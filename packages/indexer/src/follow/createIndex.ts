import type { Clock, Log } from '@vain/base'
import type { Deployment, Rpc } from '@vain/chain'
import type { IndexChange } from '../api/chain/events.ts'
import type { Head } from '../api/chain/head.ts'
import type { Place } from '../store/database/openDatabase.ts'
import { openStore, type Store } from '../store/openStore.ts'
import { createNews } from './createNews.ts'
import { createUpdater, type Standing } from './createUpdater.ts'
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
  /** Whether the newest look failed, since the chain or the database is away. */
  isAway(): boolean
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
  readonly place: Place
  /** Begins with an empty one, whatever is there. */
  readonly rebuild?: boolean
  /** Pause between two looks at the chain, milliseconds; 500 by default. */
  readonly pollMs?: number
}

/**
 * Opens the index of a network's events, and makes it if there is none.
 *
 * What is in it is always everything up to one block that was on the chain when it was read, also
 * after a crash. Blocks that leave the chain are taken out again. Where another process writes the same
 * index, this one follows what that one has written, and takes over once it is gone.
 *
 * @throws {VainError} what `openStore` throws
 */
export async function createIndex(
  deps: { readonly rpc: Rpc; readonly clock: Clock; readonly log: Log },
  options: IndexOptions,
): Promise<Index> {
  const { rpc } = deps
  const { deployment, contracts, place, rebuild, pollMs = 500 } = options
  const store = await openStore(place, networkOf(options), { rebuild })
  const fold = createLedgerFold(store, deployment)
  const news = createNews()
  const listeners = new Set<(change: IndexChange) => void>()
  const closing = new AbortController()
  const indexed = { contracts, deployedAt: deployment.deployedAt }
  const updater = createUpdater({ rpc, store, fold, news }, indexed)
  let running: Promise<void> | undefined
  let isAway = false

  async function update(): Promise<void> {
    const before = updater.stands()?.block.hash
    await updater.update()
    const head = headOf(updater.stands())
    if (head === undefined || (head.hash === before && news.isEmpty())) return
    const change = { head, ...news.take() }
    for (const listener of listeners) listener(change)
  }

  return {
    deployment,
    contracts,
    store,
    get ledger() {
      return fold.state
    },
    head: () => headOf(updater.stands()),
    isAway: () => isAway,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    update,
    follow() {
      const onAway = (now: boolean): void => {
        isAway = now
      }
      running ??= keepUpdating({ ...deps, onAway }, update, pollMs, closing.signal)
    },
    async close() {
      closing.abort()
      await running
      await store.close()
    },
  }
}

function headOf(standing: Standing | undefined): Head | undefined {
  if (standing === undefined) return undefined
  const { block, ...rest } = standing
  return { block: block.number, hash: block.hash, timestamp: block.timestamp, ...rest }
}

/** Tells networks, and what is indexed of them, apart. */
export function networkOf({
  deployment: { chainId, ledger },
  contracts,
}: Pick<IndexOptions, 'deployment' | 'contracts'>): string {
  return JSON.stringify([String(chainId), ledger, Object.entries(contracts).toSorted()])
}
