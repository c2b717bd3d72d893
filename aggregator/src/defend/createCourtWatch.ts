import type { DataCourtReader } from '@vain/chain'
import type { DefenceDeps } from './ports.ts'

/** A court in which something may be opened. */
export type Watched<T> = Pick<DataCourtReader, 'moveSeconds' | 'firstBlockSince'> & {
  opened(
    fromBlock: number,
    toBlock: number,
  ): Promise<{ readonly to: number; readonly opened: readonly T[] }>
}

/** What was opened in a court, as it shows on the chain. */
export type CourtWatch<T> = {
  /**
   * Tells of what was opened up to the block that is seen now. It may tell of the same again: the
   * last blocks are read each time, as they may have been replaced.
   */
  read(tell: (opened: T, moveSeconds: number) => void): Promise<void>
}

/** Blocks that are read again. Source: finality, two epochs of 32 slots. */
const overlapBlocks = 64

/** What is open still was opened no longer ago than this, or than it may take. */
const pastSeconds = 86_400

/**
 * Watches a court.
 *
 * @param moves - that anything takes there at most
 */
export function createCourtWatch<T>(
  chain: DefenceDeps['chain'],
  court: Watched<T>,
  moves: number,
): CourtWatch<T> {
  let next: number | undefined
  let seen = ''
  return {
    async read(tell) {
      const { number: head, hash, timestamp } = chain.view.block
      if (seen === hash) return
      const moveSeconds = await court.moveSeconds()
      // Twice as long as it takes now, since it may have taken longer when it began.
      const oldest = timestamp - Math.max(pastSeconds, 2 * moves * moveSeconds)
      next ??= await court.firstBlockSince(oldest, head)
      let from = Math.min(next, head + 1)
      while (from <= head) {
        const { to, opened } = await court.opened(from, head)
        for (const one of opened) tell(one, moveSeconds)
        from = to + 1
      }
      next = Math.max(0, head + 1 - overlapBlocks)
      seen = hash
    },
  }
}
