import { bls12_381 } from '@noble/curves/bls12-381.js'
import { fromHex, fromText, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { decodeG1, decodeG2, encodeG1, encodeG2 } from '../src/eip2537.ts'
import { readVectors } from './readVectors.ts'

type Hashed = { tag: string; cases: { message: string; point: string }[] }
type Bls = { generators: { g1: string; g2: string } }

const { G1, G2 } = bls12_381

describe('eip2537', () => {
  it('vector: the generators', () => {
    const { generators } = readVectors<Bls>('bls')
    expect(toHex(encodeG1(G1.Point.BASE))).to.equal(generators.g1)
    expect(toHex(encodeG2(G2.Point.BASE))).to.equal(generators.g2)
  })

  it('vector: RFC 9380 J.9.1, BLS12381G1_XMD:SHA-256_SSWU_RO_', () => {
    const { tag, cases } = readVectors<Hashed>('hashToCurve')
    for (const { message, point } of cases) {
      const hashed = bls12_381.shortSignatures.hash(fromText(message), fromText(tag))
      expect(toHex(encodeG1(hashed)), message).to.equal(point)
      expect(decodeG1(fromHex(point))?.equals(hashed), message).to.equal(true)
    }
  })

  it('behavior: points are read back as written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 64n }), (scalar) => {
        const [p, q] = [G1.Point.BASE.multiply(scalar), G2.Point.BASE.multiply(scalar)]
        expect(decodeG1(encodeG1(p))?.equals(p)).to.equal(true)
        expect(decodeG2(encodeG2(q))?.equals(q)).to.equal(true)
      }),
      { numRuns: 5 },
    )
  })

  it('behavior: a point of the curve outside the subgroup is refused', () => {
    // (0, 2) has order 3.
    const low = new Uint8Array(128).with(127, 2)
    expect(decodeG1(low)).to.equal(undefined)
  })

  it('behavior: infinity and every wrong length are refused', () => {
    for (let length = 0; length <= 320; length += 32) {
      const zeros = new Uint8Array(length)
      expect(decodeG1(zeros), `${length}`).to.equal(undefined)
      expect(decodeG2(zeros), `${length}`).to.equal(undefined)
    }
    expect(decodeG1(encodeG2(G2.Point.BASE))).to.equal(undefined)
    expect(decodeG2(encodeG1(G1.Point.BASE))).to.equal(undefined)
  })
})
