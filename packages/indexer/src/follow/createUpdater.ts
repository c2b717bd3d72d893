import { VainError } from '@vain/base'
import { type Block, type Rpc, readBlock } from '@vain/chain'
import type { EventRow } from '../api/chain/events.ts'
import type { Stand, Store } from '../store/openStore.ts'
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

type Known = Omit<Standing, 'behindBlocks'> & Pick<Stand, 'history'>

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
  /** History that the ledger and the news are of. */
  let told: string | undefined

  async function refresh(): Promise<void> {
    const { head: block, ...rest } = await store.stand()
    if (block?.hash === known?.block.hash && rest.history === known?.history) return
    known = block && { block, ...rest, events: await store.countEvents(block.number) }
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

  /** What another process has written between two looks, the first of them at `before`. */
  async function noticeOthers(before: number | undefined): Promise<void> {
    if (known === undefined) return
    if (told !== undefined && known.history !== told) {
      told = known.history
      fold.revertTo(-1)
      news.onRevert(-1)
    } else if (before !== undefined && known.block.number > before)
      news.onEvents(await eventsAfter(store, before))
  }

  return {
    stands() {
      if (known === undefined) return undefined
      const { history: _history, ...rest } = known
      const { number } = known.block
      return { ...rest, behindBlocks: Math.max(0, (latest?.number ?? number) - number) }
    },
    async update() {
      latest = await readLatest(rpc)
      const before = known?.block.number
      const isLeading = await store.lead()
      await refresh()
      await noticeOthers(before)
      if (isLeading) await write(latest)
      if (known === undefined) return
      const { block, history } = known
      told = history
      await fold.catchUp(block)
      // Whoever leads may have taken back meanwhile what was just folded.
      if ((await store.stand()).history !== history)
        throw reorganised('the index changed while it was read')
    },
  }
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
