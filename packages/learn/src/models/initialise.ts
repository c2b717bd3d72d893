import { sizeOf } from '../graph/tensor.ts'
import { createDraws } from '../random/draws.ts'
import type { ParameterSpec } from './architecture.ts'

function boundOf({ fanIn, bound }: ParameterSpec): number | undefined {
  return fanIn === undefined ? bound : Math.sqrt(6 / fanIn)
}

/**
 * First parameters of a model: weights uniform in `±√(6 / fanIn)` or a bound of their own, gains 1,
 * biases zero.
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
  for (const spec of specs) {
    const end = offset + sizeOf(spec.shape)
    const bound = boundOf(spec)
    if (bound === undefined) flat.fill(spec.constant ?? 0, offset, end)
    else for (let i = offset; i < end; i++) flat[i] = (2 * draws.unit() - 1) * bound
    offset = end
  }
  return flat
}
