import { type Cipheriv, createCipheriv, createSecretKey, getCiphers } from 'node:crypto'
import type { Secret } from '@vain/base'
import { blockWords, type Kernel, windowWords } from './kernel.ts'
import { hasMemory, layout, padded } from './memory.ts'
import { kernel as portableKernel } from './portable.ts'
import { add, eachWindow } from './window.ts'

const zeros = new Uint8Array(4 * windowWords)

/**
 * The kernel by OpenSSL's ChaCha20, which is three times as fast as WebAssembly's 128-bit vectors;
 * what it gives is added in WebAssembly, twice as fast as in JavaScript.
 */
export const nodeKernel: Kernel = {
  applyStreams(words, streams, firstWord, lanes) {
    // Kept open from window to window: to set one up costs as much as 30 KB of keystream.
    const open = streams.map(({ key, sign }) => ({
      cipher: openStream(key, firstWord),
      minus: sign === 1 ? (0 as const) : (-1 as const),
    }))
    try {
      eachWindow(words, 0, (memory, _, length) => {
        for (const { cipher, minus } of open) {
          const keystream = cipher.update(zeros.subarray(0, length))
          memory.bytes.set(keystream, layout.source)
          keystream.fill(0)
          memory.accumulate(layout.window, layout.source, padded(length), minus, lanes)
        }
      })
    } finally {
      // Frees the cipher's context, and OpenSSL wipes what it frees.
      for (const { cipher } of open) cipher.final()
    }
  },
  add,
}

/** OpenSSL's IV is the counter, 4 bytes little-endian, followed by the nonce. RFC 8439 §2.3. */
function openStream(key: Secret<Uint8Array>, firstWord: number): Cipheriv {
  const iv = new Uint8Array(16)
  new DataView(iv.buffer).setUint32(0, Math.floor(firstWord / blockWords), true)
  // A key object: of bytes this Node finds out by two exceptions, 10 µs, that they are none.
  const cipher = key.open((bytes) => createCipheriv('chacha20', createSecretKey(bytes), iv))
  cipher.update(zeros.subarray(0, 4 * (firstWord % blockWords))).fill(0)
  return cipher
}

/** A build of OpenSSL for FIPS 140 has no ChaCha20. */
export const kernel: Kernel =
  hasMemory() && getCiphers().includes('chacha20') ? nodeKernel : portableKernel
