import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import { merkleRoot, merkleRootOfBytes, sha256 } from '../src/index.ts'
import { readVectors } from './readVectors.ts'

type Vectors = {
  leaves: string[]
  roots: string[]
  bytes: { length: number; root: string }[]
}

const vectors = readVectors<Vectors>('merkle')
const leaves = vectors.leaves.map(fromHex)

describe('merkleRoot', () => {
  it('vector: RFC 9162 §2.1.1, one to eight leaves of Certificate Transparency', () => {
    expect(vectors.roots[0]).to.equal(
      '0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    expect(vectors.roots[7]).to.equal(
      '0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    )
    vectors.roots.forEach((root, i) => {
      expect(toHex(merkleRoot(leaves.slice(0, i + 1)))).to.equal(root)
    })
  })

  it('behavior: a node cannot be passed off as a leaf', () => {
    const [a, b] = leaves as [Uint8Array, Uint8Array]
    const hashed = [a, b].map((leaf) => sha256(Uint8Array.of(0), leaf))
    const forged = Uint8Array.of(...(hashed[0] as Uint8Array), ...(hashed[1] as Uint8Array))
    expect(merkleRoot([forged])).to.not.deep.equal(merkleRoot([a, b]))
  })

  it('error: no leaves', () => {
    expect(() => merkleRoot([]))
      .to.throw()
      .with.property('code', 'crypto/no-leaves')
  })
})

describe('merkleRootOfBytes', () => {
  it('vector: around the borders of the 4,096-byte pieces', () => {
    for (const { length, root } of vectors.bytes)
      expect(
        toHex(merkleRootOfBytes(Uint8Array.from({ length }, (_, i) => i % 251))),
        `${length} bytes`,
      ).to.equal(root)
  })

  it('behavior: takes the bytes of a view, not of the buffer below it', () => {
    const whole = Uint8Array.from({ length: 9000 }, (_, i) => i % 251)
    expect(merkleRootOfBytes(whole.subarray(5, 5000))).to.deep.equal(
      merkleRootOfBytes(whole.slice(5, 5000)),
    )
  })

  it('error: no bytes', () => {
    expect(() => merkleRootOfBytes(new Uint8Array()))
      .to.throw()
      .with.property('code', 'crypto/no-leaves')
  })
})
