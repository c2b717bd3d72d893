import type { IndexChange } from '../api/chain/events.ts'
import type { NewEvent } from '../store/rows.ts'

/** What those who follow have not been told yet, also of an attempt that failed halfway. */
export type News = {
  /** Blocks left the chain: the last one that is kept, -1 for none. */
  onRevert(block: number): void
  onEvents(events: readonly (Told | NewEvent)[]): void
  isEmpty(): boolean
  /** Hands it over, once. */
  take(): Pick<IndexChange, 'revertedTo' | 'events'>
}

type Told = IndexChange['events'][0]

/** Most events of one message to those who follow. */
export const maxToldEvents = 100

export function createNews(): News {
  let revertedTo: number | undefined
  let fresh: readonly Told[] = []
  return {
    onRevert(block) {
      revertedTo = Math.min(block, revertedTo ?? block)
    },
    onEvents(events) {
      // A first run tells of the end alone.
      fresh = [...fresh, ...events.slice(-maxToldEvents).map(toTold)].slice(-maxToldEvents)
    },
    isEmpty: () => revertedTo === undefined && fresh.length === 0,
    take() {
      const news = { revertedTo, events: fresh }
      revertedTo = undefined
      fresh = []
      return news
    },
  }
}

function toTold(event: Told | NewEvent): Told {
  const { contract, name, arguments: args } = event
  const transaction = 'log' in event ? event.log.at.transaction : event.transaction
  return { contract, name, arguments: args, transaction }
}
