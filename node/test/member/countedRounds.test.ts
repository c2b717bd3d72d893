import type { RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { countedRounds } from '../../src/member/countedRounds.ts'

const word = (name: string): `0x${string}` => `0x${name}`

/** A round from a model to another one, with these survivors. */
function roundOf(
  round: number,
  from: string,
  to: string,
  survivors: readonly number[],
  more: Partial<RoundView> = {},
): RoundView {
  const model = { root: word(from), content: undefined }
  const proposal = { model: { root: word(to), content: word(to) } }
  return { round, model, survivors, proposal, certificate: {}, ...more } as never
}

describe('countedRounds', () => {
  const self = 3
  const found = (rounds: readonly RoundView[], current: RoundView): number[] =>
    [...countedRounds({ rounds: [...rounds, current] }, current, self)].map(({ round }) => round)

  it('default: the rounds that led to the model, the newest first, in whose sum it is', () => {
    const rounds = [
      roundOf(1, 'a', 'b', [1, 3]),
      roundOf(2, 'b', 'c', [1, 2]),
      roundOf(3, 'c', 'd', [3]),
    ]
    expect(found(rounds, roundOf(4, 'd', 'e', []))).to.deep.equal([3, 1])
    expect(found([], roundOf(1, 'a', 'b', [3]))).to.deep.equal([])
  })

  it('behavior: none that was not certified, was overturned, or was rolled back', () => {
    const { certificate: _, ...aborted } = roundOf(2, 'b', 'c', [3])
    const overturned = roundOf(3, 'b', 'b', [3], { overturned: {} as never })
    const rounds = [roundOf(1, 'a', 'b', [3]), aborted as RoundView, overturned]
    expect(found(rounds, roundOf(4, 'b', 'e', []))).to.deep.equal([1])
    const rolledBack = [roundOf(1, 'a', 'b', [3]), roundOf(2, 'b', 'c', [3])]
    expect(found(rolledBack, roundOf(3, 'b', 'd', []))).to.deep.equal([1])
  })

  it('behavior: ends where a sum of zero left the model as it was', () => {
    const rounds = [roundOf(1, 'a', 'b', [3]), roundOf(2, 'b', 'b', [3])]
    expect(found(rounds, roundOf(3, 'b', 'c', []))).to.deep.equal([2, 1])
  })
})
