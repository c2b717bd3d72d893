import { VainError } from '@vain/base'
import {
  type Block,
  type Cost,
  inPieces,
  type Rpc,
  readBlock,
  readCost,
  readLogs,
} from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Store } from '../store/openStore.ts'
import type { Batch, NewEvent } from '../store/rows.ts'
import { type Contracts, toEvents } from './toEvents.ts'

/** What an index is of. */
export type Indexed = {
  readonly contracts: Contracts
  /** Block in which the ledger was created: nothing counts that was logged before it. */
  readonly deployedAt: number
}

/** Told of each change of an index at once, since what follows may fail. */
export type Watcher = {
  /** Blocks left the chain and are taken back now: told the last one that is kept, -1 for none. */
  onRevert(block: number): void
  /** Events have been added. */
  onBatch(events: readonly NewEvent[]): void | Promise<void>
}

/** Receipts asked for at once. */
const receiptsAtOnce = 16

/**
 * Brings an index to a block: takes back what left the chain, then adds what follows. A node that is
 * behind the index, on the same branch as far as it goes, changes nothing.
 *
 * @param target - a block of the chain, as it was a moment ago
 * @returns the block that it stands at
 * @throws {VainError} `chain/reorganised` if the chain changed while it was read (ask again: what was
 *   added until then was right when it was read), and what reading throws
 */
export async function advance(
  rpc: Rpc,
  store: Store,
  { contracts, deployedAt }: Indexed,
  target: Block,
  { onRevert, onBatch }: Watcher,
): Promise<Block> {
  await dropOrphans(rpc, store, target, onRevert)
  const addresses = Object.values(contracts)
  let last = await store.head()
  const begin = last === undefined ? deployedAt : last.number + 1
  const pieces = inPieces(begin, target.number, async (from, to) => {
    const end = to === target.number ? target : await requireBlock(rpc, to)
    const events = toEvents(contracts, await readLogs(rpc, addresses, from, to))
    const costs = await readCosts(rpc, events)
    await assertUnchanged(rpc, last, end)
    return { end, events, costs }
  })
  for await (const batch of pieces) {
    await store.append(batch)
    last = batch.end
    await onBatch(batch.events)
  }
  return last ?? target
}

/**
 * Takes back what left the chain. Blocks above the target are no orphans as long as what is known below
 * it is on the chain: a node may be late, and if they did leave, the next blocks in their place tell.
 */
async function dropOrphans(
  rpc: Rpc,
  store: Store,
  target: Block,
  onRevert: Watcher['onRevert'],
): Promise<void> {
  const head = await store.head()
  if (head === undefined) return
  const known = head.number <= target.number ? [head] : await store.known()
  const reached = known.findLast(({ number }) => number <= target.number)
  if (reached === undefined || (await isOnChain(rpc, reached, target))) return
  const kept = await findKept(rpc, await store.known(), target)
  onRevert(kept?.number ?? -1)
  await store.revertTo(kept)
}

/** The last known block that is still on the chain. */
async function findKept(
  rpc: Rpc,
  known: readonly Known[],
  target: Block,
): Promise<Block | undefined> {
  // What is below a block of the chain is on the chain too.
  let [low, high] = [0, known.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (await isOnChain(rpc, known[middle] as Known, target)) low = middle + 1
    else high = middle
  }
  const found = known[low - 1]
  const kept = found && (await requireBlock(rpc, found.number))
  if (kept?.hash !== found?.hash) throw reorganised('the chain changed while it was read', found)
  return kept
}

type Known = Pick<Block, 'number' | 'hash'>

async function isOnChain(rpc: Rpc, block: Known, target: Block): Promise<boolean> {
  if (block.number > target.number) return false
  if (block.hash === target.hash || block.hash === target.parentHash) return true
  return (await readBlock(rpc, block.number))?.hash === block.hash
}

async function assertUnchanged(rpc: Rpc, start: Block | undefined, end: Block): Promise<void> {
  const unchanged =
    (await readBlock(rpc, end.number))?.hash === end.hash &&
    (start === undefined || (await isOnChain(rpc, start, end)))
  if (!unchanged) throw reorganised('the chain changed while it was read', end)
}

async function requireBlock(rpc: Rpc, number: number): Promise<Block> {
  const block = await readBlock(rpc, number)
  if (block !== undefined) return block
  throw reorganised('the chain became shorter while it was read', { number })
}

const reorganised = (message: string, block?: { readonly number: number }): VainError =>
  new VainError('chain/reorganised', message, { block: block?.number })

/** What the steps of rounds cost, which is shown; of other transactions nobody asks. */
async function readCosts(rpc: Rpc, events: readonly NewEvent[]): Promise<Batch['costs']> {
  const blocks = new Map(
    events
      .filter(({ contract }) => contract === 'ledger')
      .map(({ log }) => [log.at.transaction, log.at.block] as const),
  )
  const costs = new Map<Hex, Cost & { readonly block: number }>()
  const all = [...blocks]
  for (let i = 0; i < all.length; i += receiptsAtOnce)
    await Promise.all(
      all.slice(i, i + receiptsAtOnce).map(async ([hash, block]) => {
        const cost = await readCost(rpc, hash)
        if (cost !== undefined) costs.set(hash, { ...cost, block })
      }),
    )
  return costs
}
