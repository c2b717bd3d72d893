import { VainError } from '@vain/base'
import { assertNoWrap, type Configuration, type Numbers } from '@vain/protocol'

/** What else decides how great the coordinates of a sum are. */
type Sized = Pick<Configuration, 'parameters' | 'strategy'>

/**
 * The same numbers with as many bits of scale as so many members' sums have room for, at most those
 * given.
 *
 * @param members - most members in one sum
 * @throws {VainError} `protocol/sum-may-wrap` if there is no room with a single bit
 *
 * Source: docs/protocol §5.1.
 */
export function fitNumbers(numbers: Numbers, sized: Sized, members: number): Numbers {
  for (let { scaleBits } = numbers; scaleBits > 1; scaleBits--) {
    const fitted = { ...numbers, scaleBits }
    if (fits({ ...sized, numbers: fitted }, members)) return fitted
  }
  const coarsest = { ...numbers, scaleBits: 1 }
  assertNoWrap({ ...sized, numbers: coarsest }, members, 0)
  return coarsest
}

function fits(sized: Parameters<typeof assertNoWrap>[0], members: number): boolean {
  try {
    assertNoWrap(sized, members, 0)
    return true
  } catch (error) {
    if (!(error instanceof VainError) || error.code !== 'protocol/sum-may-wrap') throw error
    return false
  }
}
