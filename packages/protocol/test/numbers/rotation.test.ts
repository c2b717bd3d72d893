import { readFileSync } from 'node:fs'
import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Hex, rotate, rotateBack } from '../../src/index.ts'
import { transform } from '../../src/numbers/transform.ts'
import { seededRandom } from '../aggregation/smallGroup.ts'

type Case = {
  readonly length: number
  readonly openHead: Hex
  readonly sha256: string
  readonly first: string
}
const path = new URL('../../../../test/vectors/rotation.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly Case[] }

const headOf = (name: string): Hex => toHex(seededRandom(name)(32))
const normOf = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
const bytesOf = (values: Float64Array): Uint8Array => new Uint8Array(values.slice().buffer)

const vectors = fc
  .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 70 })
  .map((values) => Float64Array.from(values))

describe('rotate', () => {
  for (const { length, openHead, sha256: digest, first } of cases)
    it(`vector: ${length} values give these bytes on every machine`, () => {
      const values = Float64Array.from(
        { length },
        (_, j) => (((Math.imul(j, 0x9e3779b1) + length) >>> 0) - 2 ** 31) / 2 ** 31,
      )
      rotate(values, openHead)
      expect(toHex(bytesOf(values)).slice(0, first.length)).to.equal(first)
      expect(toHex(sha256(bytesOf(values)))).to.equal(digest)
    })

  it('behavior: the norm stays, and turning back gives what was there, up to rounding', () => {
    fc.assert(
      fc.property(vectors, fc.string(), (before, name) => {
        const values = before.slice()
        rotate(values, headOf(name))
        expect(normOf(values)).to.be.closeTo(normOf(before), 1e-11)
        rotateBack(values, headOf(name))
        values.forEach((value, j) => {
          expect(value).to.be.closeTo(before[j] as number, 1e-11)
        })
      }),
    )
  })

  it('behavior: a single large coordinate is spread, wherever it is, at any length', () => {
    for (const length of [1024, 1025, 1100, 1600, 2047])
      for (const at of [0, 500, 1023, length - 1]) {
        const values = new Float64Array(length)
        values[Math.min(at, length - 1)] = 1
        rotate(values, headOf(`${length}/${at}`))
        const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        expect(greatest, `${length}/${at}`).to.be.below(6 / Math.sqrt(1024))
      }
  })

  it('behavior: another head turns another way', () => {
    const [a, b] = [new Float64Array(64).fill(1), new Float64Array(64).fill(1)]
    rotate(a, headOf('a'))
    rotate(b, headOf('b'))
    expect(a).to.not.deep.equal(b)
  })
})

describe('transform', () => {
  it('behavior: the order of windows does not change a bit of the result', () => {
    const bytes = seededRandom('windows')(8 * 2048)
    const values = Float64Array.from(
      { length: 2048 },
      (_, j) => Math.fround(bytes[j] as number) / 7,
    )
    const results = [1, 2, 64, 1024, 2048, 4096].map((window) => {
      const copy = values.slice()
      transform(copy, window)
      return toHex(bytesOf(copy))
    })
    expect(new Set(results).size).to.equal(1)
  })
})
