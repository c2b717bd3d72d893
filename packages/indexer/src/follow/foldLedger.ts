import { type Block, type Deployment, parseLog, venueOf } from '@vain/chain'
import { applyEvent, createLedgerView, type LedgerView } from '@vain/protocol'
import type { Store } from '../store/openStore.ts'

/** The ledger as of a block. */
export type LedgerState = { readonly view: LedgerView; readonly block: number }

/** States kept to fall back to when blocks leave the chain. */
const trailLength = 64

/** Keeps the ledger as the index tells it, folded by the protocol's own state machine. */
export type LedgerFold = {
  readonly state: LedgerState
  /** Drops states of blocks after this one. */
  revertTo(block: number): void
  /** Folds what was indexed since. @throws {VainError} `protocol/ledger-diverged` */
  catchUp(head: Pick<Block, 'number'>): Promise<void>
}

export function createLedgerFold(store: Pick<Store, 'logs'>, deployment: Deployment): LedgerFold {
  const { ledger, keyBook, epochSet, runRegistry } = deployment
  const addresses = [ledger, keyBook, epochSet, runRegistry]
  const begin: LedgerState = { view: createLedgerView(venueOf(deployment)), block: -1 }
  let states: readonly LedgerState[] = [begin]
  const latest = (): LedgerState => states.at(-1) ?? begin
  return {
    get state() {
      return latest()
    },
    revertTo(block) {
      states = states.filter((state) => state.block <= block)
    },
    async catchUp({ number }) {
      let { view, block } = latest()
      if (number <= block) return
      for await (const { at, ...log } of store.logs(addresses, block, number)) {
        const event = parseLog(deployment, log, at)
        if (event !== undefined) view = applyEvent(view, event)
      }
      states = [...states, { view, block: number }].slice(-trailLength)
    },
  }
}
