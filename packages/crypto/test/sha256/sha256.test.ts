import { expect } from 'chai'
import fc from 'fast-check'
import { sha256 as nodeSha256 } from '../../src/sha256/node.ts'
import { sha256 as portableSha256 } from '../../src/sha256/portable.ts'

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (7 * i) % 251)

describe('sha256 of the platforms', () => {
  it('behavior: are the same, whatever the parts', () => {
    const parts = fc.array(
      fc.oneof(fc.nat({ max: 200 }), fc.constantFrom(4096, 8191, 8192, 8193)).map(bytes),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(parts, (parts) => {
        expect(nodeSha256(...parts)).to.deep.equal(portableSha256(...parts))
      }),
    )
  })

  it('behavior: take memory that threads share, short or long', () => {
    for (const length of [100, 10_000]) {
      const shared = new Uint8Array(new SharedArrayBuffer(length))
      shared.set(bytes(length))
      expect(nodeSha256(shared)).to.deep.equal(portableSha256(bytes(length)))
    }
  })

  it('behavior: give bytes of their own, not a view of a pool', () => {
    for (const length of [1, 10_000])
      for (const sha256 of [nodeSha256, portableSha256]) {
        const digest = sha256(bytes(length))
        expect(digest.constructor).to.equal(Uint8Array)
        expect(digest.buffer.byteLength).to.equal(32)
      }
  })
})
