import {
  assertNoWrap,
  type Hex,
  type Numbers,
  packLanes,
  plainSettings,
  quantiseUpdate,
  unpackLanes,
  vectorWords,
} from '@vain/protocol'
import { expect } from 'chai'
import { playRound } from '../../../packages/protocol/test/aggregation/playRound.ts'
import { createGroup } from '../../../packages/protocol/test/aggregation/smallGroup.ts'
import { seededBytes } from '../federation/draws.ts'

const parameters = 33
const all = [0, 1, 2, 3, 4, 5, 6, 7]
const openHead: Hex = `0x${'6b'.repeat(32)}`

/** Sums leave the range of their numbers. Source: docs/protocol §5.1, §5.3. */
describe('a sum that wraps', () => {
  for (const [laneBits, scaleBits] of [
    [32, 20],
    [16, 11],
  ] as const)
    describe(`in lanes of ${laneBits} bits`, () => {
      const numbers: Numbers = {
        ...{ clipMicro: 1_000_000, scaleBits, maxWeight: 100 },
        ...{ laneBits, rotate: false },
      }
      const configuration = { ...plainSettings, parameters, numbers }
      const range = 2 ** laneBits

      /** Exact updates, all of them as far along one coordinate as clipping lets them. */
      const honest = all.map((index) => {
        const update = new Float32Array(parameters)
        update[4] = 9
        return quantiseUpdate(update, 100, configuration, openHead, seededBytes(`wrap/${index}`))
      })

      /** What comes out of the masked sum of some lanes, a number each. */
      function sumOf(lanes: readonly Int32Array[]): Int32Array {
        const updates = new Map(
          lanes.map((one, index) => [index, packLanes(one, laneBits)] as const),
        )
        const group = createGroup(all, 5, `wrap ${laneBits}`)
        const played = playRound(group, { lanes: laneBits, losses: new Map(), updates })
        const { sum } = played?.sums.get(0) ?? expect.fail()
        expect(sum.length).to.equal(vectorWords(configuration))
        return unpackLanes(sum, configuration)
      }

      it('default: honest updates at their limits add up to what they are', () => {
        assertNoWrap(configuration, all.length, 0)
        const sum = sumOf(honest)
        expect(sum[4]).to.equal(all.length * 2 ** scaleBits)
        expect(sum[parameters]).to.equal(all.length * 100)
      })

      it('error: numbers with which honest sums could wrap', () => {
        expect(() => assertNoWrap(configuration, 2 ** (laneBits - 1 - scaleBits), 0))
          .to.throw()
          .with.property('code', 'protocol/sum-may-wrap')
      })

      it('behavior: one member can turn a coordinate round, and no other with it', () => {
        const forged = honest.map((lanes) => lanes.slice())
        const [victim] = forged as [Int32Array]
        victim[4] = range / 2 - 1
        const [sum, truth] = [sumOf(forged), sumOf(honest)]
        const added = (victim[4] as number) - (honest[0]?.[4] as number)
        expect(sum[4]).to.equal((truth[4] as number) + added - range)
        expect(sum[4]).to.be.below(0)
        sum[4] = truth[4] as number
        expect(sum).to.deep.equal(truth)
      })
    })
})
