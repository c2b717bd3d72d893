import { fromHex, fromText, Secret } from '@vain/base'
import { applyMasks, hkdf } from '@vain/crypto'
import type { Hex } from '../hex.ts'

/**
 * The coordinates that a round is about, ascending: `count` of `parameters`, the same for everyone.
 *
 * Fisher and Yates' shuffle, broken off after `count` places. Nothing is hidden by them, so the bias
 * of a product with a 32-bit word, at most `parameters / 2³²`, does not matter.
 *
 * @param openHead - the run's head after `open`
 * @param count - at most `parameters`
 *
 * Source: docs/protocol §5.6.
 */
export function roundCoordinates(openHead: Hex, parameters: number, count: number): Int32Array {
  const words = new Uint32Array(count)
  const key = hkdf(new Secret(fromHex(openHead)), new Uint8Array(), fromText('vain/coordinates/1'))
  applyMasks(words, [{ key, sign: 1 }])
  const places = new Int32Array(parameters)
  for (let j = 0; j < parameters; j++) places[j] = j
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(((words[i] as number) * (parameters - i)) / 2 ** 32)
    const taken = places[other] as number
    places[other] = places[i] as number
    places[i] = taken
  }
  return places.slice(0, count).sort()
}
