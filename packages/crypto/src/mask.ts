import { chacha20 } from '@noble/ciphers/chacha.js'
import { Secret, VainError } from '@vain/base'
import { kernel } from '#keystream'
import { assertLength } from './assertLength.ts'
import { blockBytes, blockWords, type Lanes, type MaskStream } from './keystream/kernel.ts'

const keyBytes = 32
const nonce = new Uint8Array(12)
/** Words of a stream before the last value of its counter, which noble does not take: 256 GiB. */
const streamWords = blockWords * (2 ** 32 - 1)

export declare namespace applyMasks {
  type Options = {
    /** Bits of a lane; 32 by default. */
    readonly lanes?: Lanes
    /** Which word of the streams the first word takes; 0 by default. */
    readonly firstWord?: number
  }
}

/**
 * Adds `PRG(key)` of every stream to the words, or subtracts it, in place, modulo 2³² or, in two
 * lanes of 16 bits each, modulo 2¹⁶.
 *
 * Hides the words from whoever does not know the keys, as long as a key masks one vector only: two
 * vectors under one key give away their difference.
 *
 * @param words - any length
 * @param streams - keys of 32 bytes
 * @throws {VainError} `crypto/bad-length` if a key is not 32 bytes long,
 * `crypto/beyond-stream` if the streams end before the words do
 *
 * Source: docs/protocol §4.5, RFC 8439 §2.4 with nonce zero and the counter from 0.
 */
export function applyMasks(
  words: Uint32Array,
  streams: readonly MaskStream[],
  { lanes = 32, firstWord = 0 }: applyMasks.Options = {},
): void {
  for (const { key } of streams) key.open((bytes) => assertLength(bytes, keyBytes, 'key'))
  const isWithin = Number.isSafeInteger(firstWord) && firstWord >= 0
  if (!isWithin || firstWord + words.length > streamWords)
    throw new VainError('crypto/beyond-stream', 'a mask stream has no such words', {
      firstWord,
      length: words.length,
    })
  kernel.applyStreams(words, streams, firstWord, lanes)
}

/**
 * Adds `vector` to `total` lane by lane, in place, modulo 2³² or 2¹⁶.
 *
 * @throws {VainError} `crypto/length-mismatch` if the lengths differ
 *
 * Source: docs/protocol §4.6.
 */
export function addVectors(total: Uint32Array, vector: Uint32Array, lanes: Lanes = 32): void {
  if (total.length !== vector.length)
    throw new VainError('crypto/length-mismatch', 'the vectors differ in length', {
      total: total.length,
      vector: vector.length,
    })
  kernel.add(total, vector, lanes)
}

/**
 * Block `number` of `PRG(key)`: 64 bytes, words `16 · number …` as a vector holds them.
 *
 * The bytes are as secret as the key.
 *
 * @param key - 32 bytes
 * @param number - below 2³² − 1
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
