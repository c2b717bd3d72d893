import { addVectors } from '@vain/crypto'
import type { Configuration } from '../configuration/configuration.ts'
import { packLanes, unpackLanes, vectorWords } from '../numbers/lanes.ts'

/**
 * What the sum over some members is when these are their quantised updates: it wraps as their masked
 * vectors do.
 *
 * @param updates - `d + 1` numbers each
 *
 * Source: docs/protocol §5.3.
 */
export function sumOfSteps(
  updates: readonly Int32Array[],
  configuration: Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>,
): Int32Array {
  const { laneBits } = configuration.numbers
  const total = new Uint32Array(vectorWords(configuration))
  for (const update of updates) addVectors(total, packLanes(update, laneBits), laneBits)
  return unpackLanes(total, configuration)
}
