import { expect } from 'chai'
import { createStepSum } from '../../src/index.ts'

const numbersOf = (laneBits: 16 | 32) => ({
  clipMicro: 1,
  scaleBits: 1,
  maxWeight: 1,
  laneBits,
  rotate: false,
})
const strategy = { name: 'fedavg' } as const

function sumOfSteps(
  updates: readonly Int32Array[],
  configuration: Parameters<typeof createStepSum>[0],
): Int32Array {
  const total = createStepSum(configuration)
  for (const update of updates) total.add(update)
  return total.sum()
}

describe('createStepSum', () => {
  const updates = [Int32Array.of(1, -2, 30_000), Int32Array.of(-5, 7, 10_000)]

  it('default: number by number', () => {
    const sum = sumOfSteps(updates, { parameters: 2, strategy, numbers: numbersOf(32) })
    expect([...sum]).to.deep.equal([-4, 5, 40_000])
  })

  it('behavior: wraps as masked vectors do', () => {
    const narrow = sumOfSteps(updates, { parameters: 2, strategy, numbers: numbersOf(16) })
    expect([...narrow]).to.deep.equal([-4, 5, 40_000 - 65_536])
    const great = [Int32Array.of(2 ** 31 - 1, 0), Int32Array.of(1, 0)]
    const wide = sumOfSteps(great, { parameters: 1, strategy, numbers: numbersOf(32) })
    expect([...wide]).to.deep.equal([-(2 ** 31), 0])
  })
})
