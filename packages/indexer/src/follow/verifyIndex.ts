import { VainError } from '@vain/base'
import { type Block, type Deployment, type Rpc, readBlock } from '@vain/chain'
import { openExistingStore, openStore } from '../store/openStore.ts'
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
 * Builds an index from nothing, in memory, up to where the one at a place stands, and compares. A portal
 * may go on with it meanwhile: what it adds is above that block.
 *
 * @returns undefined if there is nothing yet
 * @throws {VainError} `chain/reorganised` if the index stands at a block that is not on the chain, or
 *   the chain changed meanwhile: follow it, and ask again; `portal/other-network`
 */
export async function verifyIndex(
  rpc: Rpc,
  options: Pick<IndexOptions, 'place' | 'contracts'> & { readonly deployment: Deployment },
): Promise<Verified | undefined> {
  const network = networkOf(options)
  const store = await openExistingStore(options.place, network)
  const fresh = await openStore(':memory:', network)
  try {
    const { head, history } = (await store?.stand()) ?? {}
    if (store === undefined || head === undefined) return undefined
    const target = await readBlock(rpc, head.number)
    if (target?.hash !== head.hash) throw reorganised(head)
    const indexed = { ...options, deployedAt: options.deployment.deployedAt }
    await advance(rpc, fresh, indexed, target, nobody)
    const [found, rebuilt] = [await store.digest(head.number), await fresh.digest()]
    const events = await store.countEvents(head.number)
    if ((await store.stand()).history !== history) throw reorganised(head)
    return { isEqual: found === rebuilt, block: head.number, events, found, rebuilt }
  } finally {
    await Promise.all([store?.close(), fresh.close()])
  }
}

const reorganised = ({ number }: Pick<Block, 'number'>): VainError =>
  new VainError('chain/reorganised', 'the index stands at a block that is not on the chain', {
    block: number,
    wayOut: 'Let the portal follow the chain, and ask again.',
  })
