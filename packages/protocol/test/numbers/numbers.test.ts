import { type RandomSource, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  advanceModel,
  assertNoWrap,
  fromWords,
  plainSettings,
  quantiseUpdate,
  toModel,
  toWords,
  zeroHash,
} from '../../src/index.ts'
import { seededRandom } from '../aggregation/smallGroup.ts'

const numbers = {
  clipMicro: 10_000_000,
  scaleBits: 16,
  maxWeight: 2048,
  laneBits: 32,
  rotate: false,
} as const

/** The server step of a plain run with one group. */
const applySum = (model: Float32Array, sum: Int32Array, survivors: number): Float32Array =>
  advanceModel(
    model,
    [{ group: 0, survivors, sum }],
    { parameters: model.length, numbers, ...plainSettings },
    { openHead: zeroHash, groups: 1, members: survivors },
  )

const quantise = (update: Float32Array, examples: number, random: RandomSource): Int32Array =>
  quantiseUpdate(update, examples, { numbers, ...plainSettings }, zeroHash, random)

describe('numbers', () => {
  it('default: one member’s update comes back within a step of the scale', () => {
    const update = Float32Array.of(0.5, -0.25, 0.001, 0)
    const sum = quantise(update, 2048, seededRandom('q'))
    const model = applySum(new Float32Array(4), sum, 1)
    model.forEach((value, i) => {
      expect(value).to.be.closeTo(update[i] as number, 2 ** -16)
    })
  })

  it('behavior: the rounding is unbiased', () => {
    const draws = quantise(
      new Float32Array(20_000).fill(0.3 / 2 ** 16),
      2048,
      seededRandom('unbiased'),
    )
    const mean = draws.subarray(0, 20_000).reduce((a, b) => a + b, 0) / 20_000
    expect(mean).to.be.closeTo(0.3, 0.02)
  })

  it('behavior: the norm is clipped, the weight too', () => {
    const update = new Float32Array(100).fill(100)
    const words = quantise(update, 9_999, seededRandom('clip'))
    const norm = Math.hypot(...words.subarray(0, 100)) / 2 ** 16
    expect(norm).to.be.closeTo(10, 0.01)
    expect(words[100]).to.equal(2048)
  })

  it('behavior: weights count as hidden coordinates', () => {
    const [a, b] = [Float32Array.of(1), Float32Array.of(-1)]
    const sum = quantise(a, 1500, seededRandom('a'))
    const other = quantise(b, 500, seededRandom('b'))
    sum[0] = (sum[0] as number) + (other[0] as number)
    sum[1] = (sum[1] as number) + (other[1] as number)
    expect(applySum(new Float32Array(1), sum, 2)[0]).to.be.closeTo(0.5, 1e-3)
  })

  // The digest was computed once more with Python's struct, which rounds to float32 by itself.
  it('vector: the server step gives these bytes on every machine', () => {
    const model = Float32Array.from({ length: 1000 }, (_, i) => Math.fround((i - 500) / 337))
    const sum = Int32Array.from({ length: 1001 }, (_, i) => ((i * 2654435761) | 0) >> 6)
    sum[1000] = 5_000
    const next = applySum(model, sum, 5)
    expect(toHex(sha256(fromWords(next)))).to.equal(
      '0x217a86266815ed0d31a2aa1e5f9641377303fc7b9b2fffc0717644ba2bbaeb00',
    )
  })

  it('error: impossible sums', () => {
    const model = new Float32Array(1)
    for (const weight of [0, -1, 2 * 2048 + 1])
      expect(() => applySum(model, Int32Array.of(1, weight), 2))
        .to.throw()
        .with.property('code', 'protocol/bad-sum')
    expect(() => applySum(model, Int32Array.of(1), 2)).to.throw()
  })

  it('error: updates that are not finite, numbers that may wrap', () => {
    const random = seededRandom('x')
    expect(() => quantise(Float32Array.of(Number.NaN), 5, random))
      .to.throw()
      .with.property('code', 'protocol/bad-update')
    expect(() =>
      assertNoWrap({ ...plainSettings, parameters: 9, numbers }, 3_000, 0),
    ).to.not.throw()
    expect(() => assertNoWrap({ ...plainSettings, parameters: 9, numbers }, 3_300, 0))
      .to.throw()
      .with.property('code', 'protocol/sum-may-wrap')
  })

  it('behavior: vectors are read back as written, and refused at another length', () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 50 }), (words) => {
        expect(toWords(fromWords(words), words.length)).to.deep.equal(words)
      }),
    )
    expect(() => toWords(new Uint8Array(5), 1))
      .to.throw()
      .with.property('code', 'protocol/bad-vector')
    expect(() => toModel(fromWords(Float32Array.of(Number.NaN)), 1)).to.throw()
  })
})
