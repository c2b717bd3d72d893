import type { OpenedChallenge } from '@vain/chain'
import type { DefenceDeps } from './ports.ts'

/** Challenges as they show on the chain. */
export type CourtWatch = {
  /**
   * Tells of the challenges up to the block that is seen now. It may tell of one again: the last
   * blocks are read each time, as they may have been replaced.
   */
  read(tell: (opened: OpenedChallenge, moveSeconds: number) => void): Promise<void>
}

/** Blocks that are read again. Source: finality, two epochs of 32 slots. */
const overlapBlocks = 64

/** A challenge that is open still was asked no longer ago than this, or than two moves. */
const pastSeconds = 86_400

export function createCourtWatch({
  chain,
  court,
}: Pick<DefenceDeps, 'chain' | 'court'>): CourtWatch {
  const { reader } = court
  let next: number | undefined
  let seen = ''
  return {
    async read(tell) {
      const { number: head, hash, timestamp } = chain.view.block
      if (seen === hash) return
      const moveSeconds = await reader.moveSeconds()
      const oldest = timestamp - Math.max(pastSeconds, 2 * moveSeconds)
      next ??= await reader.firstBlockSince(oldest, head)
      let from = Math.min(next, head + 1)
      while (from <= head) {
        const { to, challenges } = await reader.opened(from, head)
        for (const opened of challenges) tell(opened, moveSeconds)
        from = to + 1
      }
      next = Math.max(0, head + 1 - overlapBlocks)
      seen = hash
    },
  }
}
