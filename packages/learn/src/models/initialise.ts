import { sizeOf } from '../graph/tensor.ts'
import { createDraws } from '../random/draws.ts'
import type { ParameterSpec } from './architecture.ts'

/**
 * First parameters of a model: weights uniform in `±√(6 / fanIn)`, biases zero.
 *
 * The same bytes on every machine: the draws are ChaCha20 words, and only + − × ÷ √ of IEEE doubles
 * and one rounding to `float32` follow.
 *
 * @param seed - any length but 0
 * @returns the flat vector, in the order of `specs`
 * @throws {VainError} `learn/empty-seed`
 *
 * Source: He et al. 2015, §2.2, in its uniform form.
 */
export function initialise(
  specs: readonly ParameterSpec[],
  seed: Uint8Array,
): Float32Array<ArrayBuffer> {
  const draws = createDraws('vain/initialise/1', seed)
  const flat = new Float32Array(specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0))
  let offset = 0
  for (const { shape, fanIn } of specs) {
    const end = offset + sizeOf(shape)
    if (fanIn === undefined) offset = end
    else {
      const bound = Math.sqrt(6 / fanIn)
      for (; offset < end; offset++) flat[offset] = (2 * draws.unit() - 1) * bound
    }
  }
  return flat
}
