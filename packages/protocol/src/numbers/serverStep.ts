import { VainError } from '@vain/base'
import type { Numbers } from '../configuration/settings.ts'

/**
 * The next model: the old one plus the weighted mean of the updates.
 *
 * Every operation is IEEE-exact and in a fixed order, so the bytes agree on every machine.
 *
 * @param model - `d` parameters
 * @param sum - `d + 1` signed words, the last being the total weight
 * @param survivors - how many updates are in the sum
 * @throws {VainError} `protocol/bad-sum` if the total weight is impossible or the model overflows
 *
 * Source: docs/protocol §5.2.
 */
export function applySum(
  model: Float32Array,
  sum: Int32Array,
  survivors: number,
  numbers: Numbers,
): Float32Array {
  const total = sum[model.length] ?? 0
  if (sum.length !== model.length + 1 || total <= 0 || total > survivors * numbers.maxWeight)
    throw new VainError('protocol/bad-sum', 'the sum has an impossible weight or length', {
      total,
      survivors,
    })
  const divisor = 2 ** numbers.scaleBits * total
  const next = model.map((value, i) => {
    const step = Math.fround(((sum[i] as number) * numbers.maxWeight) / divisor)
    return Math.fround(value + step)
  })
  if (!next.every(Number.isFinite))
    throw new VainError('protocol/bad-sum', 'the model overflows with this sum', {})
  return next
}
