import { VainError } from '@vain/base'
import { type Block, type Rpc, readBlock } from '@vain/chain'
import type { EventRow } from '../api/chain/events.ts'
import type { Store } from '../store/openStore.ts'
import { advance, type Indexed } from './advance.ts'
import { maxToldEvents, type News } from './createNews.ts'
import type { LedgerFold } from './foldLedger.ts'

/** How far an index has come. */
export type Standing = {
  readonly block: Block
  readonly events: number
  readonly reorgs: number
  /** Blocks of the chain that are not indexed yet, as far as is known. */
  readonly behindBlocks: number
}

/** Brings an index, and the ledger that is folded of it, up to date. */
export type Updater = {
  /** Undefined before anything is indexed. */
  stands(): Standing | undefined
  /**
   * Looks at the chain once. Where another process writes the index, it reads what that one has
   * written.
   *
   * @throws {VainError} `chain/reorganised` if something changed meanwhile (ask again), and what
   *   reading the chain and the index does
   */
  update(): Promise<void>
}

type Known = Omit<Standing, 'behindBlocks'>

export function createUpdater(
  deps: {
    readonly rpc: Rpc
    readonly store: Store
    readonly fold: LedgerFold
    readonly news: News
  },
  indexed: Indexed,
): Updater {
  const { rpc, store, fold, news } = deps
  let latest: Block | undefined
  let known: Known | undefined

  async function refresh(): Promise<void> {
    const [block, reorgs] = [await store.head(), await store.reorgs()]
    if (block?.hash === known?.block.hash && reorgs === known?.reorgs) return
    known = block && { block, reorgs, events: await store.countEvents(block.number) }
  }

  async function write(target: Block): Promise<void> {
    try {
      await advance(rpc, store, indexed, target, {
        onRevert(block) {
          fold.revertTo(block)
          news.onRevert(block)
        },
        async onBatch(events) {
          news.onEvents(events)
          await refresh()
        },
      })
    } finally {
      await refresh()
    }
  }

  return {
    stands() {
      if (known === undefined) return undefined
      const { number } = known.block
      return { ...known, behindBlocks: Math.max(0, (latest?.number ?? number) - number) }
    },
    async update() {
      latest = await readLatest(rpc)
      const before = known
      const isLeading = await store.lead()
      await refresh()
      await noticeOthers(deps, before, known)
      if (isLeading) await write(latest)
      if (known === undefined) return
      const { block, reorgs } = known
      await fold.catchUp(block)
      // Whoever leads may have taken back meanwhile what was just folded.
      if ((await store.reorgs()) !== reorgs)
        throw reorganised('the index changed while it was read')
    },
  }
}

/** What another process has written between two looks. */
async function noticeOthers(
  { store, fold, news }: { readonly store: Store; readonly fold: LedgerFold; readonly news: News },
  before: Known | undefined,
  now: Known | undefined,
): Promise<void> {
  if (before === undefined || now === undefined) return
  if (now.reorgs !== before.reorgs) {
    fold.revertTo(-1)
    news.onRevert(-1)
  } else if (now.block.number > before.block.number)
    news.onEvents(await eventsAfter(store, before.block.number))
}

/** The newest events of blocks after one, the newest last. */
async function eventsAfter(store: Store, block: number): Promise<EventRow[]> {
  const rows = await store.events({ order: 'newest', limit: maxToldEvents })
  return rows.filter((event) => event.block > block).toReversed()
}

const reorganised = (message: string): VainError => new VainError('chain/reorganised', message, {})

async function readLatest(rpc: Rpc): Promise<Block> {
  const block = await readBlock(rpc, 'latest')
  if (block !== undefined) return block
  throw reorganised('the chain has no newest block')
}
