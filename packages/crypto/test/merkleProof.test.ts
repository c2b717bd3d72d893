import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { merkleProof, merkleRoot, verifyMerkleProof } from '../src/index.ts'
import { readVectors } from './readVectors.ts'

type Vectors = {
  leaves: string[]
  roots: string[]
  proofs: { count: number; index: number; proof: string[] }[]
}

const vectors = readVectors<Vectors>('merkle')

const tree = fc
  .tuple(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 40 }), fc.nat())
  .map(([leaves, at]) => ({ leaves, index: at % leaves.length }))

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice()
  const place = at % copy.length
  copy[place] = (copy[place] as number) ^ 1
  return copy
}

describe('merkleProof', () => {
  it('vector: RFC 9162 §2.1.3.1', () => {
    for (const { count, index, proof } of vectors.proofs) {
      const leaves = vectors.leaves.slice(0, count).map(fromHex)
      expect(merkleProof(leaves, index).map(toHex)).to.deep.equal(proof)
    }
  })

  it('error: no such leaf', () => {
    for (const index of [-1, 1, 0.5, Number.NaN])
      expect(() => merkleProof([new Uint8Array()], index), `${index}`)
        .to.throw()
        .with.property('code', 'crypto/no-such-leaf')
  })
})

describe('verifyMerkleProof', () => {
  it('default: accepts every leaf of every tree', () => {
    fc.assert(
      fc.property(tree, ({ leaves, index }) => {
        const leaf = leaves[index] as Uint8Array
        const proof = merkleProof(leaves, index)
        expect(verifyMerkleProof(merkleRoot(leaves), leaf, index, leaves.length, proof)).to.equal(
          true,
        )
      }),
    )
  })

  it('behavior: any flipped byte of root, leaf or proof fails', () => {
    fc.assert(
      fc.property(tree, fc.nat(), ({ leaves, index }, at) => {
        const leaf = leaves[index] as Uint8Array
        const proof = merkleProof(leaves, index)
        const root = merkleRoot(leaves)
        const count = leaves.length
        expect(verifyMerkleProof(flip(root, at), leaf, index, count, proof)).to.equal(false)
        if (leaf.length > 0)
          expect(verifyMerkleProof(root, flip(leaf, at), index, count, proof)).to.equal(false)
        proof.forEach((hash, i) => {
          const bad = proof.with(i, flip(hash, at))
          expect(verifyMerkleProof(root, leaf, index, count, bad)).to.equal(false)
        })
      }),
    )
  })

  it('behavior: another place, a proof too short or too long fails', () => {
    const leaves = Array.from({ length: 13 }, (_, i) => Uint8Array.of(i))
    const root = merkleRoot(leaves)
    leaves.forEach((leaf, index) => {
      const proof = merkleProof(leaves, index)
      for (let other = 0; other < 13; other++)
        expect(verifyMerkleProof(root, leaf, other, 13, proof)).to.equal(other === index)
      expect(verifyMerkleProof(root, leaf, index, 13, proof.slice(1))).to.equal(false)
      expect(verifyMerkleProof(root, leaf, index, 13, proof.slice(0, -1))).to.equal(false)
      expect(verifyMerkleProof(root, leaf, index, 13, [...proof, root])).to.equal(false)
    })
  })

  it('behavior: malformed numbers and hashes are false, not exceptions', () => {
    const leaf = Uint8Array.of(7)
    const root = merkleRoot([leaf])
    expect(verifyMerkleProof(root, leaf, 0, 1, [])).to.equal(true)
    for (const [index, count] of [
      [1, 1],
      [-1, 1],
      [0, 0],
      [0.5, 1],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
      [2 ** 53, 2 ** 54],
    ] as const)
      expect(verifyMerkleProof(root, leaf, index, count, []), `${index} of ${count}`).to.equal(
        false,
      )
    const two = [leaf, Uint8Array.of(8)]
    const [sibling] = merkleProof(two, 0) as [Uint8Array]
    expect(verifyMerkleProof(merkleRoot(two), leaf, 0, 2, [sibling])).to.equal(true)
    expect(verifyMerkleProof(merkleRoot(two), leaf, 0, 2.5, [sibling])).to.equal(false)
    expect(verifyMerkleProof(merkleRoot(two), leaf, 0, 2, [sibling.subarray(1)])).to.equal(false)
    expect(verifyMerkleProof(root.subarray(1), leaf, 0, 1, [])).to.equal(false)
  })
})
