import { VainError } from '@vain/base'

/**
 * Adds `addend` to `target` word by word, in place, modulo 2³².
 *
 * @throws {VainError} `crypto/length-mismatch` if the lengths differ
 *
 * Source: docs/protocol §4.6.
 */
export function addWords(target: Uint32Array, addend: Uint32Array): void {
  if (target.length !== addend.length)
    throw new VainError('crypto/length-mismatch', 'the vectors differ in length', {
      target: target.length,
      addend: addend.length,
    })
  // The casts cannot fail: both have the same length.
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (addend[i] as number)
}
