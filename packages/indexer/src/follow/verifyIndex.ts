import { type Deployment, type Rpc, readBlock } from '@vain/chain'
import { openStore } from '../store/openStore.ts'
import { advance, type Watcher } from './advance.ts'
import { type IndexOptions, networkOf } from './createIndex.ts'

/** What came of comparing an index with one that is built from nothing. */
export type Verified = {
  readonly isEqual: boolean
  /** Block up to which both were compared. */
  readonly block: number
  readonly events: number
  /** SHA-256 of each. */
  readonly found: string
  readonly rebuilt: string
}

const nobody: Watcher = { onRevert() {}, onBatch() {} }

/**
 * Builds an index from nothing, in memory, up to where the one at a path stands, and compares.
 *
 * @returns undefined if there is nothing at the path yet
 * @throws {VainError} `chain/reorganised` if the chain changed meanwhile: follow it, and ask again
 */
export async function verifyIndex(
  rpc: Rpc,
  options: Pick<IndexOptions, 'path' | 'contracts'> & { readonly deployment: Deployment },
): Promise<Verified | undefined> {
  const network = networkOf(options)
  const [store, fresh] = [openStore(options.path, network), openStore(':memory:', network)]
  try {
    const head = store.head()
    // The chain's own block of that height: what differs is then found in what is below it.
    const target = head && (await readBlock(rpc, head.number))
    if (target === undefined) return undefined
    const indexed = { ...options, deployedAt: options.deployment.deployedAt }
    await advance(rpc, fresh, indexed, target, nobody)
    const [found, rebuilt] = [store.digest(), fresh.digest()]
    const events = store.countEvents()
    return { isEqual: found === rebuilt, block: target.number, events, found, rebuilt }
  } finally {
    store.close()
    fresh.close()
  }
}
