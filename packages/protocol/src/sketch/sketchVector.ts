import { concatBytes, fromText, Secret } from '@vain/base'
import { applyMasks, sha256 } from '@vain/crypto'
import { buckets, entries, sketches } from './plan.ts'

// Coordinates expanded at a time, so that the keystream stays in the processor's cache.
const window = 8192
const wordsEach = 2
const bitsEach = 10
const sketchesPerWord = 3

/** Windows between two pauses: some 30 milliseconds. */
const windowsPerPause = 64

/**
 * Five CountSketches of a vector, one after the other: every coordinate is added to one bucket of
 * each, or subtracted from it. Linear, and exact while a bucket's sum stays below 2⁵³: a million
 * coordinates of 2³¹ in one bucket do.
 *
 * Coordinate `j` takes words `2j` and `2j + 1` of a keystream, three sketches from the first and
 * two from the second, ten bits each, low ones first: nine for the bucket, one for the sign.
 *
 * @param seed - of the check
 *
 * Source: docs/protocol/robustness.md §3.2; Charikar, Chen, Farach-Colton 2002.
 */
export function sketchVector(seed: Uint8Array, vector: ArrayLike<number>): Float64Array {
  const sketcher = createSketcher(seed)
  for (let start = 0; start < vector.length; start += window) sketcher.add(vector, start, 1)
  return sketcher.sketch
}

/**
 * As `sketchVector` of a member's vector or of a sum, whose last coordinate, the weight, counts
 * `weightFactor` times.
 *
 * @param pause - awaited now and then, for a host that has other things to do meanwhile
 */
export async function sketchLanes(
  { seed, weightFactor }: { readonly seed: Uint8Array; readonly weightFactor: number },
  lanes: Int32Array,
  pause?: () => Promise<void>,
): Promise<Float64Array> {
  const sketcher = createSketcher(seed)
  for (let start = 0; start < lanes.length; start += window) {
    if ((start / window) % windowsPerPause === 0) await pause?.()
    sketcher.add(lanes, start, weightFactor)
  }
  return sketcher.sketch
}

type Sketcher = {
  readonly sketch: Float64Array
  /** Adds the coordinates of a window. */
  add(vector: ArrayLike<number>, start: number, lastFactor: number): void
}

function createSketcher(seed: Uint8Array): Sketcher {
  const key = new Secret(sha256(concatBytes(fromText('vain/sketch/1'), seed)))
  const sketch = new Float64Array(entries)
  const words = new Uint32Array(wordsEach * window)
  return {
    sketch,
    add(vector, start, lastFactor) {
      const count = Math.min(window, vector.length - start)
      const stream = words.subarray(0, wordsEach * count).fill(0)
      applyMasks(stream, [{ key, sign: 1 }], { firstWord: wordsEach * start })
      for (let j = 0; j < count; j++) {
        const isLast = start + j === vector.length - 1
        // The casts cannot fail: the stream has two words a coordinate.
        const value = (vector[start + j] as number) * (isLast ? lastFactor : 1)
        addTo(sketch, value, stream[2 * j] as number, 0, sketchesPerWord)
        addTo(sketch, value, stream[2 * j + 1] as number, sketchesPerWord, sketches)
      }
    },
  }
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
