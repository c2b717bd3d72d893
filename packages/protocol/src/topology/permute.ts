import { toUint } from '@vain/base'
import { sha256 } from '@vain/crypto'

/** Numbers drawn evenly from a seed: the words of `H(seed ‖ u32(0))`, `H(seed ‖ u32(1))`, … */
function createDraw(seed: Uint8Array): (below: number) => number {
  let [words, at, block] = [new DataView(new ArrayBuffer(0)), 0, 0]
  const next = (): number => {
    if (at === words.byteLength) {
      words = new DataView(sha256(seed, toUint(block++, 32)).slice().buffer)
      at = 0
    }
    at += 4
    return words.getUint32(at - 4)
  }
  return (below) => {
    // The last, incomplete run of remainders would come up more often than its share.
    const even = 2 ** 32 - (2 ** 32 % below)
    for (;;) {
      const word = next()
      if (word < even) return word % below
    }
  }
}

/**
 * A permutation that follows from a seed, each as likely as any other.
 *
 * Source: Fisher and Yates, as in Knuth, The Art of Computer Programming 2, §3.4.2, algorithm P;
 * docs/protocol §4.9.
 */
export function permute<T>(items: readonly T[], seed: Uint8Array): T[] {
  const draw = createDraw(seed)
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(last + 1)
    const moved = order[last] as T
    order[last] = order[other] as T
    order[other] = moved
  }
  return order
}
