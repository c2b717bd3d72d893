import { expect } from 'chai'
import fc from 'fast-check'
import { createTopK } from '../../src/strategies/topK.ts'

const value = fc.float({ min: -1_000, max: 1_000, noNaN: true }).map((x) => Math.fround(x))
const vector = fc.array(value, { minLength: 1, maxLength: 300 }).map((x) => Float32Array.from(x))
const terms = fc.record({
  keep: fc.double({ min: 0.005, max: 1, noNaN: true }),
  bits: fc.integer({ min: 2, max: 16 }),
})
const sizesOf = (values: Float32Array): number[] => [...values].map(Math.abs)

describe('the largest coordinates', () => {
  it('default: the largest come back, each within half a level of its size or as the last level', () => {
    fc.assert(
      fc.property(vector, terms, (values, { keep, bits }) => {
        const { encode, decode } = createTopK({ keep, bits })
        const found = decode(encode(values), values.length)
        const count = Math.max(1, Math.round(keep * values.length))
        const sorted = sizesOf(values).sort((a, b) => b - a)
        const [greatest, least] = [sorted[0] as number, sorted[count - 1] as number]
        const mean = sorted.slice(0, count).reduce((sum, size) => sum + size, 0) / count
        const levels = 2 ** (bits - 1)
        const width = ((bits + 1) * (mean - least)) / levels
        let sent = 0
        values.forEach((wanted, j) => {
          const got = found[j] as number
          const isSent = Math.abs(wanted) > least || (got !== 0 && Math.abs(wanted) === least)
          const nearest = Math.min(Math.abs(wanted), least + (levels - 0.5) * width)
          // The width of a level is a binary32, which near zero is some 2⁻¹⁴⁹ off.
          const rounding = 1e-5 * greatest + levels * 2 ** -149
          if (!isSent) expect(got).to.equal(0)
          else expect(Math.abs(got)).to.be.closeTo(nearest, width / 2 + rounding)
          if (isSent && got !== 0) expect(Math.sign(got)).to.equal(Math.sign(wanted) || 1)
          sent += isSent ? 1 : 0
        })
        // Among equals as many as there is room for; zeros are sent, but may not show.
        const shown = least === 0 ? sizesOf(values).filter((x) => x > 0).length : count
        expect(sent).to.be.within(shown, count)
      }),
    )
  })

  it('vector: places as Rice codes, signs and levels, the low bit first', () => {
    const values = Float32Array.of(0, 4, 0.5, 0, -2, 0, 0, 3)
    const { encode, decode } = createTopK({ keep: 3 / 8, bits: 3 })
    const message = encode(values)
    // Gaps 1, 2, 2 with no low bit: 10 110 110. Levels from 2 on, 1 wide: 2, 0, 1.
    const bits = '10' + '110' + '110' + '001' + '100' + '010'
    const bytes = [0, 8, 16].map((from) =>
      [...bits.slice(from, from + 8)].reduce((sum, bit, i) => sum + Number(bit) * 2 ** i, 0),
    )
    expect([...message.subarray(0, 8)]).to.deep.equal([0, 0, 0, 64, 0, 0, 128, 63])
    expect([...message.subarray(8)]).to.deep.equal(bytes)
    expect([...decode(message, 8)]).to.deep.equal([0, 4.5, 0, 0, -2.5, 0, 0, 3.5])
  })

  it('default: with one bit the largest come back by their signs, at their mean size', () => {
    const { encode, decode } = createTopK({ keep: 0.5, bits: 1 })
    const message = encode(Float32Array.of(1, -6, 2, 0.5, 4, -2.5))
    expect(message).to.have.length(10)
    const mean = Math.fround(12.5 / 3)
    expect([...decode(message, 6)]).to.deep.equal([0, -mean, 0, 0, mean, -mean])
  })

  it('behavior: a hundredth in four bits takes about a hundredth of an eighth', () => {
    const values = Float32Array.from(
      { length: 100_000 },
      (_, j) => Math.sin(j * j) / (1 + (j % 97)),
    )
    const { length } = createTopK({ keep: 0.01, bits: 4 }).encode(values)
    expect((8 * length) / 1_000).to.be.within(9, 13)
    expect(createTopK({ keep: 1, bits: 8 }).encode(values)).to.have.length(8 + 100_000)
  })

  it('error: bytes that are no message of this length', () => {
    const { encode, decode } = createTopK({ keep: 0.5, bits: 4 })
    const message = encode(Float32Array.from({ length: 40 }, (_, j) => j))
    const refused = [
      message.subarray(0, 7),
      message.subarray(0, -1),
      message.map((byte, i) => (i > 7 ? 255 : byte)),
      // The least size is no number, below 0, or infinite.
      Uint8Array.of(0, 0, 192, 127, ...message.subarray(4)),
      Uint8Array.of(0, 0, 128, 191, ...message.subarray(4)),
      Uint8Array.of(0, 0, 128, 127, ...message.subarray(4)),
      // The levels are below 0 wide, or lead beyond all numbers.
      Uint8Array.of(...message.subarray(0, 4), 0, 0, 128, 191, ...message.subarray(8)),
      Uint8Array.of(...message.subarray(0, 4), 255, 255, 127, 127, ...message.subarray(8)),
    ]
    for (const bytes of refused)
      expect(() => decode(bytes, 40))
        .to.throw()
        .with.property('code', 'learn/bad-message')
    expect(() => decode(message, 4))
      .to.throw()
      .with.property('code', 'learn/bad-message')
  })

  it('error: no bytes make it read on or answer with what is not finite', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 1, max: 200 }),
        fc.record({ keep: fc.constant(0.1), bits: fc.integer({ min: 1, max: 16 }) }),
        (bytes, length, how) => {
          try {
            const values = createTopK(how).decode(bytes, length)
            expect(values).to.have.length(length)
            expect(values.every(Number.isFinite)).to.equal(true)
          } catch (error) {
            expect(error).to.have.property('code', 'learn/bad-message')
          }
        },
      ),
    )
  })
})
