import { blockWords, type Kernel } from './kernel.ts'
import { layout, padded } from './memory.ts'
import { add, eachWindow } from './window.ts'

/** The kernel in WebAssembly alone: keystream is made in registers and added from there. */
export const simdKernel: Kernel = {
  applyStreams(words, streams, firstWord, lanes) {
    // Blocks start at the window's own place, the words where their block has them.
    const skip = 4 * (firstWord % blockWords)
    eachWindow(words, skip, (memory, start, length) => {
      const counter = Math.floor((firstWord + start) / blockWords)
      for (const { key, sign } of streams) {
        key.open((bytes) => memory.bytes.set(bytes, layout.key))
        const minus = sign === 1 ? 0 : -1
        memory.expand(layout.key, counter, layout.window, padded(skip + length), minus, lanes)
      }
    })
  },
  add,
}
