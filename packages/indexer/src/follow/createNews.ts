import type { IndexChange } from '../api/chain/events.ts'
import type { NewEvent } from '../store/rows.ts'
import type { Watcher } from './advance.ts'

/** What those who follow have not been told yet, also of an attempt that failed halfway. */
export type News = Watcher & {
  readonly isEmpty: () => boolean
  /** Hands it over, once. */
  take(): Pick<IndexChange, 'revertedTo' | 'events'>
}

/** Most events of one message to those who follow. */
const maxToldEvents = 100

export function createNews(): News {
  let revertedTo: number | undefined
  let fresh: readonly NewEvent[] = []
  return {
    onRevert(block) {
      revertedTo = Math.min(block, revertedTo ?? block)
    },
    onBatch(events) {
      // A first run tells of the end alone.
      fresh = [...fresh, ...events].slice(-maxToldEvents)
    },
    isEmpty: () => revertedTo === undefined && fresh.length === 0,
    take() {
      const news = { revertedTo, events: fresh.map(toTold) }
      revertedTo = undefined
      fresh = []
      return news
    },
  }
}

const toTold = ({ contract, name, arguments: args, log }: NewEvent): IndexChange['events'][0] => ({
  contract,
  name,
  arguments: args,
  transaction: log.at.transaction,
})
