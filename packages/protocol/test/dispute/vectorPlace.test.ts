import { merkleRootOfBytes, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { rootPreimage, unfitPlace } from '../../src/index.ts'

const seed = 20_261
/** Bytes of a few leaves, around their borders too. */
const bytes = fc
  .oneof(fc.integer({ min: 1, max: 40_000 }), fc.constantFrom(1, 4095, 4096, 4097, 8192, 8193))
  .map((length) => Uint8Array.from({ length }, (_, i) => i * 31 + (i >> 8)))

describe('rootPreimage', () => {
  it('property: hashes to the root, and begins as a leaf or a node does', () => {
    fc.assert(
      fc.property(bytes, (vector) => {
        const preimage = rootPreimage(vector)
        expect(sha256(preimage)).to.deep.equal(merkleRootOfBytes(vector))
        expect(preimage[0]).to.equal(vector.length > 4096 ? 1 : 0)
        expect(preimage.length).to.equal(vector.length > 4096 ? 65 : 1 + vector.length)
      }),
      { seed, numRuns: 60 },
    )
  })
})

describe('unfitPlace', () => {
  it('property: finds a leaf for every other length, and none for the right one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_000 }), fc.integer({ min: 1, max: 9_000 }), (claimed, words) => {
        const place = unfitPlace(new Uint8Array(4 * words), claimed)
        expect(place === undefined).to.equal(claimed === words)
      }),
      { seed, numRuns: 200 },
    )
  })
})
