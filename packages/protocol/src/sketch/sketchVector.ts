import { concatBytes, fromText, Secret } from '@vain/base'
import { applyMasks, sha256 } from '@vain/crypto'
import { buckets, entries, sketches } from './plan.ts'

// Coordinates expanded at a time, so that the keystream stays in the processor's cache.
const window = 8192
const wordsEach = 2
const bitsEach = 10
const sketchesPerWord = 3

/**
 * Five CountSketches of a vector, one after the other: every coordinate is added to one bucket of
 * each, or subtracted from it. Linear, exact for integers below 2³¹ and up to 2²⁹ coordinates.
 *
 * Coordinate `j` takes words `2j` and `2j + 1` of a keystream, three sketches from the first and
 * two from the second, ten bits each, low ones first: nine for the bucket, one for the sign.
 *
 * @param seed - of the beacon
 *
 * Source: docs/protocol/robustness.md §3.2; Charikar, Chen, Farach-Colton 2002.
 */
export function sketchVector(seed: Uint8Array, vector: ArrayLike<number>): Float64Array {
  const key = new Secret(sha256(concatBytes(fromText('vain/sketch/1'), seed)))
  const sketch = new Float64Array(entries)
  const words = new Uint32Array(wordsEach * window)
  for (let start = 0; start < vector.length; start += window) {
    const count = Math.min(window, vector.length - start)
    const stream = words.subarray(0, wordsEach * count).fill(0)
    applyMasks(stream, [{ key, sign: 1 }], { firstWord: wordsEach * start })
    for (let j = 0; j < count; j++) {
      // The casts cannot fail: the stream has two words a coordinate.
      const value = vector[start + j] as number
      addTo(sketch, value, stream[2 * j] as number, 0, sketchesPerWord)
      addTo(sketch, value, stream[2 * j + 1] as number, sketchesPerWord, sketches)
    }
  }
  return sketch
}

/** Adds a coordinate to the sketches `first … end − 1`, which take their bits from `word`. */
function addTo(
  sketch: Float64Array,
  value: number,
  word: number,
  first: number,
  end: number,
): void {
  let bits = word
  for (let k = first; k < end; k++, bits >>>= bitsEach) {
    const bucket = k * buckets + (bits & (buckets - 1))
    sketch[bucket] = (sketch[bucket] as number) + (bits & buckets ? value : -value)
  }
}
