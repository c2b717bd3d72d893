import { fromHex, fromText, Secret } from '@vain/base'
import { applyMasks, hkdf } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import { transform } from './transform.ts'

/**
 * Random signs of a round's rotation, two for each coordinate: bit `j mod 32` of word `⌊j/32⌋`, set
 * for minus; the second ones begin with a word of their own.
 */
type Signs = { readonly first: Uint32Array; readonly second: Uint32Array }

/** Signs are public: everyone derives them, nothing is hidden by them. */
function signsOf(openHead: Hex, length: number): Signs {
  const words = Math.ceil(length / 32)
  const all = new Uint32Array(2 * words)
  const head = new Secret(fromHex(openHead))
  const key = hkdf(head, new Uint8Array(), fromText('vain/rotation/1'))
  applyMasks(all, [{ key, sign: 1 }])
  return { first: all.subarray(0, words), second: all.subarray(words) }
}

/**
 * Rotates a vector in place: signs, a Walsh–Hadamard transform of the first `2^q` coordinates, other
 * signs, one of the last `2^q`; `2^q` is the greatest power of two up to the length.
 *
 * The norm stays, and each coordinate becomes a sum over half of them or more with random signs: a
 * vector of norm `C` that was chosen without knowing the signs has no coordinate above
 * `κ · C / √(2^q)`, except each with probability `2 · exp(−κ²/2)` (Hoeffding 1963). Without the
 * second signs, two transforms over the same coordinates would undo each other.
 *
 * @param values - at least one
 * @param openHead - the run's head after `open`
 *
 * Source: docs/protocol §5.5, after Suresh et al. 2017 and Ailon, Chazelle 2009.
 */
export function rotate(values: Float64Array, openHead: Hex): void {
  const { first, second } = signsOf(openHead, values.length)
  const span = spanOf(values.length)
  flip(values, first)
  transform(values.subarray(0, span))
  flip(values, second)
  transform(values.subarray(values.length - span))
}

/** Undoes `rotate` up to rounding; the same bytes on every machine. Source: docs/protocol §5.5. */
export function rotateBack(values: Float64Array, openHead: Hex): void {
  const { first, second } = signsOf(openHead, values.length)
  const span = spanOf(values.length)
  transform(values.subarray(values.length - span))
  flip(values, second)
  transform(values.subarray(0, span))
  flip(values, first)
}

/** Greatest power of two up to a length: what one transform spans. */
export function spanOf(length: number): number {
  return 2 ** (31 - Math.clz32(length))
}

function flip(values: Float64Array, signs: Uint32Array): void {
  for (let j = 0; j < values.length; j++)
    if ((((signs[j >> 5] as number) >>> (j & 31)) & 1) === 1) values[j] = -(values[j] as number)
}
