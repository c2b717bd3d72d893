import { bls12_381 } from '@noble/curves/bls12-381.js'
import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { encodeG1, encodeG2 } from '../src/eip2537.ts'
import { compressG1, compressG2, decompressG1, decompressG2 } from '../src/index.ts'
import { readVectors } from './readVectors.ts'

type Drand = { quicknet: { publicKey: string; rounds: { signature: string }[] } }

const { G1, G2 } = bls12_381
const { quicknet } = readVectors<Drand>('drand')

describe('compressG1, compressG2', () => {
  it('vector: what drand publishes comes out again', () => {
    const key = decompressG2(fromHex(quicknet.publicKey)) as Uint8Array
    expect(toHex(compressG2(key))).to.equal(quicknet.publicKey)
    for (const { signature } of quicknet.rounds) {
      const point = decompressG1(fromHex(signature)) as Uint8Array
      expect(toHex(compressG1(point))).to.equal(signature)
    }
  })

  it('behavior: keeps the sign of y', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 64n }), (scalar) => {
        const [p, q] = [G1.Point.BASE.multiply(scalar), G2.Point.BASE.multiply(scalar)]
        for (const point of [p, p.negate()])
          expect(decompressG1(compressG1(encodeG1(point)))).to.deep.equal(encodeG1(point))
        for (const point of [q, q.negate()])
          expect(decompressG2(compressG2(encodeG2(point)))).to.deep.equal(encodeG2(point))
      }),
      { numRuns: 4, seed: 1 },
    )
  })

  it('error: no point, infinity or the wrong group', () => {
    for (const length of [0, 48, 127, 128, 256]) {
      const zeros = new Uint8Array(length)
      for (const compress of [compressG1, compressG2])
        expect(() => compress(zeros), `${length}`)
          .to.throw()
          .with.property('code', 'crypto/bad-point')
    }
  })
})

describe('decompressG1, decompressG2', () => {
  const [{ signature } = { signature: '' }] = quicknet.rounds

  it('behavior: infinity and points outside the subgroup are refused', () => {
    expect(decompressG1(new Uint8Array(48).with(0, 0xc0))).to.equal(undefined)
    expect(decompressG2(new Uint8Array(96).with(0, 0xc0))).to.equal(undefined)
    // (0, 2) has order 3.
    expect(decompressG1(new Uint8Array(48).with(0, 0x80))).to.equal(undefined)
  })

  it('behavior: without the bit of compression, or with that of infinity, it is nothing', () => {
    const bytes = fromHex(signature)
    expect(decompressG1(bytes.with(0, (bytes[0] as number) & 0x7f))).to.equal(undefined)
    expect(decompressG1(bytes.with(0, (bytes[0] as number) | 0x40))).to.equal(undefined)
  })

  it('behavior: never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), (bytes) => {
        expect(decompressG1(bytes)).to.equal(undefined)
        expect(decompressG2(bytes)).to.equal(undefined)
      }),
      { numRuns: 50, seed: 1 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (bytes) => {
        const point = decompressG1(bytes)
        // Half of all x lie on the curve, next to none of those in the subgroup.
        expect(point).to.equal(undefined)
      }),
      { numRuns: 20, seed: 2 },
    )
  })
})
