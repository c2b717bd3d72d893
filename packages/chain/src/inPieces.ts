import { VainError } from '@vain/base'
import { isRpcFailure } from './rpc.ts'

/** Most blocks that one question covers. */
export const rangeBlocks = 2_000

/**
 * Reads the blocks `from … to`, both included, piece after piece: of at most 2,000 blocks, and of
 * half as many where logs are too much for one answer, down to a single block. So whoever fills
 * blocks with logs makes reading slower and does not end it, and neither does a node that gives only
 * so many logs or blocks at once.
 *
 * @param read - asks for one piece; it may be called again for the first half of what failed
 * @throws what `read` throws, if it fails for a single block or for another reason
 */
export async function* inPieces<T>(
  from: number,
  to: number,
  read: (first: number, last: number) => Promise<T>,
): AsyncGenerator<T> {
  let size = rangeBlocks
  for (let first = from; first <= to; ) {
    const last = Math.min(first + size - 1, to)
    const piece = await read(first, last).then(
      (read) => ({ read }),
      (error: unknown) => {
        if (last === first || !isTooMuch(error)) throw error
      },
    )
    if (piece === undefined) {
      size = Math.ceil((last - first + 1) / 2)
      continue
    }
    yield piece.read
    first = last + 1
    size = Math.min(2 * size, rangeBlocks)
  }
}

/** Nodes have no common error for too many logs, and refuse them for little else. */
const isTooMuch = (error: unknown): boolean =>
  (error instanceof VainError && error.code === 'chain/too-long') ||
  (isRpcFailure(error) && error.context.method === 'eth_getLogs')
