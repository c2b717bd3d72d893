import { type Lanes, windowWords } from './kernel.ts'
import { layout, loadMemory, type Memory, padded } from './memory.ts'

/** The words as bytes: both kernels that use this run on little-endian processors only. */
const bytesOf = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength)

/**
 * Lends every window of the words in turn: `use` finds it in the memory at `layout.window + skip`.
 * What it leaves there goes back into the words, and the memory is wiped at the end, come what may.
 *
 * @param skip - bytes by which a window starts behind the first block of its keystream
 */
export function eachWindow(
  words: Uint32Array,
  skip: number,
  use: (memory: Memory, start: number, lengthBytes: number) => void,
): void {
  const memory = loadMemory()
  const at = layout.window + skip
  try {
    for (let start = 0; start < words.length; start += windowWords) {
      const window = bytesOf(words.subarray(start, start + windowWords))
      memory.bytes.set(window, at)
      use(memory, start, window.length)
      window.set(memory.bytes.subarray(at, at + window.length))
    }
  } finally {
    memory.wipe()
  }
}

/** Adds a vector of the same length. */
export function add(total: Uint32Array, vector: Uint32Array, lanes: Lanes): void {
  const addend = bytesOf(vector)
  eachWindow(total, 0, (memory, start, length) => {
    memory.bytes.set(addend.subarray(4 * start, 4 * start + length), layout.source)
    memory.accumulate(layout.window, layout.source, padded(length), 0, lanes)
  })
}
