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
  it('default: the largest come back, each within half a step of its size', () => {
    fc.assert(
      fc.property(vector, terms, (values, { keep, bits }) => {
        const { encode, decode } = createTopK({ keep, bits })
        const found = decode(encode(values), values.length)
        const count = Math.max(1, Math.round(keep * values.length))
        const sorted = sizesOf(values).sort((a, b) => b - a)
        const [greatest, least] = [sorted[0] as number, sorted[count - 1] as number]
        const step = (greatest - least) / (2 ** (bits - 1) - 1)
        let sent = 0
        values.forEach((wanted, j) => {
          const got = found[j] as number
          const isSent = Math.abs(wanted) > least || (got !== 0 && Math.abs(wanted) === least)
          if (isSent) expect(got).to.be.closeTo(wanted, step / 2 + 1e-5 * greatest)
          else expect(got).to.equal(0)
          sent += isSent ? 1 : 0
        })
        // Among equals as many as there is room for; zeros are sent, but do not show.
        expect(sent).to.equal(least === 0 ? sizesOf(values).filter((x) => x > 0).length : count)
      }),
    )
  })

  it('vector: places as Rice codes, signs and sizes, the low bit first', () => {
    const values = Float32Array.of(0, 4, 0.5, 0, -2, 0, 0, 3)
    const { encode, decode } = createTopK({ keep: 3 / 8, bits: 3 })
    const message = encode(values)
    // Gaps 1, 2, 2 with no low bit: 10 110 110. Sizes between 2 and 4: 4 → 3, −2 → 0, 3 → 2 (1.5 up).
    const bits = '10' + '110' + '110' + '011' + '100' + '001'
    const bytes = [0, 8, 16].map((from) =>
      [...bits.slice(from, from + 8)].reduce((sum, bit, i) => sum + Number(bit) * 2 ** i, 0),
    )
    expect([...message.subarray(0, 8)]).to.deep.equal([0, 0, 0, 64, 0, 0, 128, 64])
    expect([...message.subarray(8)]).to.deep.equal(bytes)
    const found = [...decode(message, 8)]
    expect(found.slice(0, 7)).to.deep.equal([0, 4, 0, 0, -2, 0, 0])
    expect(found[7]).to.be.closeTo(2 + 4 / 3, 1e-6)
  })

  it('behavior: a hundredth in four bits takes about a hundredth of an eighth', () => {
    const values = Float32Array.from(
      { length: 100_000 },
      (_, j) => Math.sin(j * j) / (1 + (j % 97)),
    )
    const { length } = createTopK({ keep: 0.01, bits: 4 }).encode(values)
    expect((8 * length) / 1_000).to.be.within(9, 13)
    expect(createTopK({ keep: 1, bits: 8 }).encode(values)).to.have.length(8 + 112_500)
  })

  it('error: bytes that are no message of this length', () => {
    const { encode, decode } = createTopK({ keep: 0.5, bits: 4 })
    const message = encode(Float32Array.from({ length: 40 }, (_, j) => j))
    const refused = [
      message.subarray(0, 7),
      message.subarray(0, -1),
      message.map((byte, i) => (i > 7 ? 255 : byte)),
      // The least size is not a number, below 0, or above the greatest.
      Uint8Array.of(0, 0, 192, 127, ...message.subarray(4)),
      Uint8Array.of(0, 0, 128, 191, ...message.subarray(4)),
      Uint8Array.of(0, 0, 128, 127, ...message.subarray(4)),
      // The greatest is infinite.
      Uint8Array.of(...message.subarray(0, 4), 0, 0, 128, 127, ...message.subarray(8)),
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
        terms,
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
