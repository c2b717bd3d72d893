import { chacha20 } from '@noble/ciphers/chacha.js'
import { blockWords, type Kernel, type Lanes, windowWords } from './kernel.ts'

const nonce = new Uint8Array(12)

/** The kernel in plain JavaScript: for platforms without vectors in WebAssembly, and to compare. */
export const scalarKernel: Kernel = {
  applyStreams(words, streams, firstWord, lanes) {
    const ahead = firstWord % blockWords
    const buffer = new Uint8Array(4 * (ahead + Math.min(windowWords, words.length)))
    const stream = new Uint32Array(ahead + windowWords)
    for (let start = 0; start < words.length; start += windowWords) {
      const window = words.subarray(start, start + windowWords)
      const bytes = buffer.subarray(0, 4 * (ahead + window.length))
      const counter = (firstWord + start - ahead) / blockWords
      for (const { key, sign } of streams) {
        bytes.fill(0)
        key.open((keyRaw) => chacha20(keyRaw, nonce, bytes, bytes, counter))
        readWords(bytes, stream)
        combine(window, stream.subarray(ahead), sign, lanes)
      }
    }
    // The keystream is as secret as its key.
    buffer.fill(0)
    stream.fill(0)
  },
  add(total, vector, lanes) {
    combine(total, vector, 1, lanes)
  },
}

/** A stream is little-endian, whatever the processor is. */
function readWords(bytes: Uint8Array, words: Uint32Array): void {
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < bytes.length / 4; i++) words[i] = view.getUint32(4 * i, true)
}

/** Typed arrays keep the lowest 32 bits, and the casts cannot fail: `addend` is not shorter. */
function combine(words: Uint32Array, addend: Uint32Array, sign: 1 | -1, lanes: Lanes): void {
  if (lanes === 32)
    for (let i = 0; i < words.length; i++)
      words[i] = (words[i] as number) + sign * (addend[i] as number)
  else
    for (let i = 0; i < words.length; i++)
      words[i] = addHalves(words[i] as number, addend[i] as number, sign)
}

/** Without a carry from the low half to the high one. */
function addHalves(word: number, addend: number, sign: 1 | -1): number {
  const low = (word & 0xffff) + sign * (addend & 0xffff)
  const high = (word >>> 16) + sign * (addend >>> 16)
  return (high << 16) | (low & 0xffff)
}
