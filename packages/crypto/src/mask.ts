import { chacha20 } from '@noble/ciphers/chacha.js'
import { Secret } from '@vain/base'
import { assertLength } from './assertLength.ts'

const keyBytes = 32
const blockBytes = 64
// Small enough to stay in the processor's cache, large enough that the set-up of a call is lost in
// it. The vector itself is never held twice.
const chunkBytes = 65_536
const nonce = new Uint8Array(12)

/**
 * Adds `PRG(key)` to the words, in place, modulo 2³².
 *
 * Hides the words from whoever does not know the key, as long as the key masks one vector only:
 * two vectors under one key give away their difference.
 *
 * @param words - any length
 * @param key - 32 bytes
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.5, RFC 8439 §2.4 with nonce zero and the counter from 0.
 */
export function addMask(words: Uint32Array, key: Secret<Uint8Array>): void {
  eachChunk(words, key, (chunk, keystream) => {
    for (let i = 0; i < chunk.length; i++)
      chunk[i] = (chunk[i] as number) + keystream.getUint32(4 * i, true)
  })
}

/**
 * Takes `PRG(key)` off the words, in place, modulo 2³²: undoes `addMask` with the same key.
 *
 * @param words - any length
 * @param key - 32 bytes
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.5.
 */
export function subtractMask(words: Uint32Array, key: Secret<Uint8Array>): void {
  eachChunk(words, key, (chunk, keystream) => {
    for (let i = 0; i < chunk.length; i++)
      chunk[i] = (chunk[i] as number) - keystream.getUint32(4 * i, true)
  })
}

/**
 * Block `number` of `PRG(key)`: 64 bytes, words `16 · number …` as a vector holds them.
 *
 * The bytes are as secret as the key.
 *
 * @param key - 32 bytes
 * @param number - below 2³²
 * @throws {VainError} `crypto/bad-length` if the key is not 32 bytes long
 *
 * Source: docs/protocol §4.5, RFC 8439 §2.3 with nonce zero.
 */
export function maskBlock(key: Secret<Uint8Array>, number: number): Secret<Uint8Array> {
  return key.open((keyRaw) => {
    assertLength(keyRaw, keyBytes, 'key')
    const block = new Uint8Array(blockBytes)
    chacha20(keyRaw, nonce, block, block, number)
    return new Secret(block)
  })
}

function eachChunk(
  words: Uint32Array,
  key: Secret<Uint8Array>,
  use: (chunk: Uint32Array, keystream: DataView) => void,
): void {
  key.open((keyRaw) => {
    assertLength(keyRaw, keyBytes, 'key')
    const buffer = new Uint8Array(Math.min(chunkBytes, 4 * words.length))
    const view = new DataView(buffer.buffer)
    for (let start = 0; start < words.length; start += chunkBytes / 4) {
      const chunk = words.subarray(start, start + chunkBytes / 4)
      const keystream = buffer.subarray(0, 4 * chunk.length).fill(0)
      // The counter cannot overflow: 2³² blocks are 256 GiB, more than a typed array holds.
      chacha20(keyRaw, nonce, keystream, keystream, (4 * start) / blockBytes)
      use(chunk, view)
    }
    // The keystream is as secret as its key.
    buffer.fill(0)
  })
}
