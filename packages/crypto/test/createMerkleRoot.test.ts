import { toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { createMerkleRoot, merkleRoot } from '../src/index.ts'
import { readVectors } from './readVectors.ts'

type Vectors = { bytes: { length: number; root: string }[] }

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251)

describe('createMerkleRoot', () => {
  it('vector: around the borders of the 4,096-byte pieces, byte by byte', () => {
    for (const { length, root } of readVectors<Vectors>('merkle').bytes) {
      const running = createMerkleRoot()
      for (const byte of bytesOf(length)) running.append(Uint8Array.of(byte))
      expect(toHex(running.root()), `${length} bytes`).to.equal(root)
    }
  })

  it('behavior: is the root of the leaves at every moment, however the bytes come', () => {
    const piece = fc.oneof(fc.nat({ max: 9000 }), fc.constantFrom(0, 1, 4095, 4096, 4097, 8192))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (lengths) => {
        const whole = bytesOf(lengths.reduce((sum, length) => sum + length, 0))
        const running = createMerkleRoot()
        let end = 0
        for (const length of lengths) {
          running.append(whole.subarray(end, end + length))
          end += length
          if (end === 0) continue
          const leaves = Array.from({ length: Math.ceil(end / 4096) }, (_, i) =>
            whole.subarray(4096 * i, Math.min(end, 4096 * (i + 1))),
          )
          expect(running.root()).to.deep.equal(merkleRoot(leaves))
        }
      }),
    )
  })

  it('behavior: keeps no bytes of its caller', () => {
    const running = createMerkleRoot()
    const piece = bytesOf(5000)
    running.append(piece)
    const before = running.root()
    piece.fill(0)
    expect(running.root()).to.deep.equal(before)
  })

  it('error: no bytes', () => {
    const running = createMerkleRoot()
    running.append(new Uint8Array())
    expect(() => running.root())
      .to.throw()
      .with.property('code', 'crypto/no-leaves')
  })
})
