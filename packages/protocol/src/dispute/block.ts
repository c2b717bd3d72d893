/** Bytes of a block: what one block of ChaCha20 masks. */
export const blockBytes = 64

/** Words of a block. */
const blockWords = 16

/** A block of a vector: 16 little-endian words. Beyond the vector's end it is zero. */
export type Block = Uint8Array

/** Block `number` of a vector's bytes. */
export function blockAt(bytes: Uint8Array, number: number): Block {
  const block = new Uint8Array(blockBytes)
  block.set(bytes.subarray(blockBytes * number, blockBytes * (number + 1)))
  return block
}

/** How many words of block `number` a vector of `length` words has. */
export function wordsOfBlock(length: number, number: number): number {
  return Math.min(blockWords, Math.max(0, length - blockWords * number))
}

/** Whether two blocks agree in their first `words` words. */
export function agree(a: Block, b: Block, words: number): boolean {
  for (let i = 0; i < 4 * words; i++) if (a[i] !== b[i]) return false
  return true
}

/** `a + b`, word by word, modulo 2³². */
export function addBlocks(a: Block, b: Block): Block {
  return eachWord(a, b, (x, y) => x + y)
}

/** `a − b`, word by word, modulo 2³². */
export function subtractBlocks(a: Block, b: Block): Block {
  return eachWord(a, b, (x, y) => x - y)
}

function eachWord(a: Block, b: Block, combine: (x: number, y: number) => number): Block {
  const result = new Uint8Array(blockBytes)
  const [left, right, target] = [a, b, result].map(
    ({ buffer, byteOffset }) => new DataView(buffer, byteOffset, blockBytes),
  ) as [DataView, DataView, DataView]
  for (let at = 0; at < blockBytes; at += 4)
    // A view stores the lowest 32 bits.
    target.setUint32(at, combine(left.getUint32(at, true), right.getUint32(at, true)), true)
  return result
}

/**
 * Number of the first block in which two vectors differ; undefined if they are the same. Where one
 * has ended the other differs.
 */
export function firstDifferentBlock(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return Math.floor(i / blockBytes)
  return a.length === b.length ? undefined : Math.floor(shorter / blockBytes)
}
