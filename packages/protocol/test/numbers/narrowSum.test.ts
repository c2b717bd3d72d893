import { addVectors } from '@vain/crypto'
import { expect } from 'chai'
import {
  advanceModel,
  assertNoWrap,
  fromWords,
  type Hex,
  type Numbers,
  packLanes,
  plainSettings,
  quantiseUpdate,
  unpackLanes,
  vectorWords,
} from '../../src/index.ts'
import { seededRandom } from '../aggregation/smallGroup.ts'

const parameters = 5_000
const members = 8
const openHead: Hex = `0x${'5a'.repeat(32)}`

const narrow: Numbers = {
  clipMicro: 1_000_000,
  scaleBits: 15,
  maxWeight: 64,
  laneBits: 16,
  rotate: true,
}

/** Updates of norm 1 or less, a few coordinates much larger than the others. */
const updates = Array.from({ length: members }, (_, member) => {
  const bytes = seededRandom(`update ${member}`)(parameters)
  const values = Float32Array.from(bytes, (byte, j) => ((byte - 127.5) / 127.5) ** (j % 7 ? 9 : 1))
  const norm = Math.hypot(...values)
  return values.map((value) => value / norm)
})
const weights = updates.map((_, member) => 8 * (member + 1))
const total = weights.reduce((sum, weight) => sum + weight, 0)
const mean = Float64Array.from({ length: parameters }, (_, j) =>
  updates.reduce(
    (sum, update, member) => sum + ((weights[member] as number) / total) * (update[j] as number),
    0,
  ),
)

/** What a round makes of the updates under these numbers, and the bytes that a member sends. */
function sumUnder(numbers: Numbers): { update: Float32Array; bytes: number } {
  const configuration = { ...plainSettings, parameters, numbers }
  assertNoWrap(configuration, members, 0)
  const words = new Uint32Array(vectorWords(configuration))
  updates.forEach((update, member) => {
    const random = seededRandom(`rounding ${member}`)
    const examples = weights[member] as number
    const lanes = quantiseUpdate(update, examples, configuration, openHead, random)
    addVectors(words, packLanes(lanes, numbers.laneBits), numbers.laneBits)
  })
  const sum = unpackLanes(words, configuration)
  expect(sum[parameters]).to.equal(total)
  const sums = [{ group: 0, survivors: members, sum }]
  const parent = new Float32Array(parameters)
  const update = advanceModel(parent, sums, configuration, { openHead, groups: 1, members })
  return { update, bytes: fromWords(words).length }
}

/** L2 distance of a round's update from the true weighted mean. */
const errorOf = (update: Float32Array): number =>
  Math.hypot(...update.map((value, j) => value - (mean[j] as number)))

describe('sums in lanes of 16 bits', () => {
  // Each of the integers is off by less than 1, with a variance of at most a quarter.
  const errorBound = ({ scaleBits, maxWeight }: Numbers): number =>
    (Math.sqrt((members * parameters) / 4) * maxWeight) / (2 ** scaleBits * total)

  it('behavior: half the upload, and an error of rounding only', () => {
    const { update, bytes } = sumUnder(narrow)
    expect(bytes).to.equal(4 * 2_501)
    expect(errorOf(update)).to.be.below(1.1 * errorBound(narrow))
    expect(errorOf(update)).to.be.below(0.005)
    const wide = sumUnder({ ...narrow, laneBits: 32, rotate: false, scaleBits: 20 })
    expect(wide.bytes).to.equal(4 * 5_001)
  })

  it('behavior: rotation makes room for a finer scale than the clip norm has', () => {
    const coarse: Numbers = { ...narrow, rotate: false }
    expect(() => sumUnder(coarse))
      .to.throw()
      .with.property('code', 'protocol/sum-may-wrap')
    const scaleBits = Math.floor(Math.log2(32_768 / members - 1))
    const { update } = sumUnder({ ...coarse, scaleBits })
    expect(errorOf(update)).to.be.above(4 * errorOf(sumUnder(narrow).update))
  })

  it('behavior: with noise an update is rounded to the nearest, within √d/2', () => {
    const privacy = { ...plainSettings.privacy, unit: 'record' } as const
    const numbers = { ...narrow, maxWeight: 1 }
    const configuration = { ...plainSettings, parameters, numbers, privacy }
    const never = () => new Uint8Array(0)
    const [update] = updates as [Float32Array]
    const lanes = quantiseUpdate(update, 1, configuration, openHead, never)
    const norm = Math.hypot(...lanes.subarray(0, parameters))
    expect(norm).to.be.below(2 ** 15 + Math.sqrt(parameters) / 2)
    expect(norm).to.be.above(2 ** 15 - Math.sqrt(parameters) / 2)
    expect(quantiseUpdate(update, 1, configuration, openHead, never)).to.deep.equal(lanes)
  })
})
