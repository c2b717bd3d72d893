import { addVectors } from '@vain/crypto'
import type { Configuration } from '../configuration/configuration.ts'
import { packLanes, unpackLanes, vectorWords } from '../numbers/lanes.ts'

/** The sum over some members, one after the other: it takes the room of one vector. */
export type StepSum = {
  /** @param update - quantised, `d + 1` numbers */
  add(update: Int32Array): void
  /** Of what was added so far: it wraps as masked vectors do. */
  sum(): Int32Array
}

/**
 * What the sum over some members is, from their quantised updates.
 *
 * Source: docs/protocol §5.3.
 */
export function createStepSum(
  configuration: Pick<Configuration, 'parameters' | 'numbers' | 'strategy'>,
): StepSum {
  const { laneBits } = configuration.numbers
  const total = new Uint32Array(vectorWords(configuration))
  return {
    add: (update) => addVectors(total, packLanes(update, laneBits), laneBits),
    sum: () => unpackLanes(total, configuration),
  }
}
