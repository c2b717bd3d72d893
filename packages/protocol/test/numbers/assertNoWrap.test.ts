import { expect } from 'chai'
import { assertNoWrap, type Numbers, plainSettings } from '../../src/index.ts'

const plain: Numbers = {
  clipMicro: 1_000_000,
  scaleBits: 10,
  maxWeight: 100,
  laneBits: 16,
  rotate: false,
}

/** Most members in a sum that cannot wrap. */
function mostMembers(numbers: Numbers, parameters: number, deviation = 0): number {
  for (let members = 1; ; members++)
    try {
      assertNoWrap({ ...plainSettings, parameters, numbers }, members, deviation)
    } catch (error) {
      expect(error).to.have.property('code', 'protocol/sum-may-wrap')
      return members - 1
    }
}

describe('assertNoWrap', () => {
  it('default: as many as fit half the range of a lane, with 1 for rounding', () => {
    expect(mostMembers(plain, 4096)).to.equal(Math.floor(32_767 / 1025))
    const wide = { ...plain, laneBits: 32, scaleBits: 24 } as const
    expect(mostMembers(wide, 4096)).to.equal(Math.floor((2 ** 31 - 1) / (2 ** 24 + 1)))
  })

  it('behavior: rotated coordinates stay within six standard deviations', () => {
    const numbers = { ...plain, maxWeight: 1, rotate: true }
    // Of 5,000 coordinates a transform spans 4,096.
    expect(mostMembers(numbers, 5_000)).to.equal(Math.floor(32_767 / (1024 * (6 / 64) + 1)))
    expect(mostMembers(numbers, 16)).to.equal(mostMembers({ ...plain, maxWeight: 1 }, 16))
  })

  it('behavior: the weights have to fit too', () => {
    const numbers = { ...plain, scaleBits: 1, maxWeight: 1_000 }
    expect(mostMembers(numbers, 10)).to.equal(32)
  })

  it('behavior: noise takes twelve standard deviations', () => {
    expect(mostMembers(plain, 10, 100)).to.equal(Math.floor((32_767 - 1_200) / 1025))
    expect(mostMembers(plain, 10, Number.NaN)).to.equal(0)
  })
})
