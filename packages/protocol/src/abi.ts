import { concatBytes, fromHex, fromText, toHex, toUint } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import type { Hex } from './hex.ts'

/**
 * One word of `abi.encode`: a number (any unsigned type), or the bytes of a `bytes32` (32) or of
 * an `address` (20) in hexadecimal.
 */
export type Word = number | bigint | Hex

const toWord = (word: Word): Uint8Array =>
  typeof word === 'string' ? leftPad(fromHex(word)) : toUint(word, 256)

function leftPad(bytes: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array(32 - bytes.length), bytes)
}

/** `abi.encode(...words)` for static types. Source: Solidity ABI specification. */
export function encodeWords(...words: readonly Word[]): Uint8Array {
  return concatBytes(...words.map(toWord))
}

/** `keccak256(abi.encode(...words))` for static types. */
export function hashWords(...words: readonly Word[]): Hex {
  return toHex(keccak256(encodeWords(...words)))
}

/** `keccak256(abi.encode(text, ...words))`: a dynamic `string` first, then static types. */
export function hashTextAndWords(text: string, ...words: readonly Word[]): Hex {
  const bytes = fromText(text)
  const padded = concatBytes(bytes, new Uint8Array((32 - (bytes.length % 32)) % 32))
  const offset = toUint(32 * (words.length + 1), 256)
  return toHex(keccak256(offset, ...words.map(toWord), toUint(bytes.length, 256), padded))
}

/** `keccak256(bytes(text))`, the text in UTF-8. */
export function hashText(text: string): Hex {
  return toHex(keccak256(fromText(text)))
}

/** `keccak256` of bytes. */
export function hashBytes(bytes: Uint8Array): Hex {
  return toHex(keccak256(bytes))
}
