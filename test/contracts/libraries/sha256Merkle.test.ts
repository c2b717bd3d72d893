import { fromText, toHex } from '@vain/base'
import { merkleProof, merkleRoot, sha256, verifyMerkleProof } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_262

async function mock() {
  return deployAny('Sha256MerkleMock')
}

const hashLeaf = (leaf: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), leaf)
const hashNode = (a: Uint8Array, b: Uint8Array): Uint8Array => sha256(Uint8Array.of(1), a, b)
const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => fromText(`leaf ${i} of ${count}`))

/** What the contract says: whether the path leads to the root; a refused path does not. */
async function leads(
  library: Awaited<ReturnType<typeof mock>>,
  root: Uint8Array,
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Promise<boolean> {
  try {
    const hash = toHex(hashLeaf(leaf))
    return (await library.rootOfLeafHash?.(hash, index, size, path.map(toHex))) === toHex(root)
  } catch {
    return false
  }
}

describe('Sha256Merkle', () => {
  it('default: leads from every leaf of 1 to 40 to the root that TypeScript computed', async () => {
    const library = await fresh(mock)
    for (let size = 1; size <= 40; size++) {
      const leaves = leavesOf(size)
      const root = merkleRoot(leaves)
      for (const [index, leaf] of leaves.entries())
        expect(
          await leads(library, root, leaf, index, size, merkleProof(leaves, index)),
          `${index} of ${size}`,
        ).to.equal(true)
    }
  })

  it('vector: RFC 9162 §2.1.5, the tree of seven leaves', async () => {
    const library = await fresh(mock)
    const leaves = leavesOf(7)
    const [a, b, c, d, e, f, j] = leaves.map(hashLeaf) as [
      Uint8Array,
      ...Uint8Array[],
    ] as Uint8Array[] & { length: 7 }
    const at = (hash: Uint8Array | undefined): Uint8Array => hash as Uint8Array
    const [g, h, i] = [hashNode(at(a), at(b)), hashNode(at(c), at(d)), hashNode(at(e), at(f))]
    const [k, l] = [hashNode(g, h), hashNode(i, at(j))]
    const root = hashNode(k, l)
    // The audit paths that the RFC lists for d0, d3, d4 and d6.
    for (const [index, path] of [
      [0, [b, h, l]],
      [3, [c, g, l]],
      [4, [f, j, k]],
      [6, [i, k]],
    ] as const)
      expect(await leads(library, root, at(leaves[index]), index, 7, path.map(at))).to.equal(true)
  })

  it('default: hashes leaves and nodes with their prefixes', async () => {
    const library = await fresh(mock)
    for (const leaf of [new Uint8Array(), fromText('leaf'), new Uint8Array(4096).fill(7)])
      expect(await library.leafHash?.(toHex(leaf))).to.equal(toHex(hashLeaf(leaf)))
    const [a, b] = [sha256(fromText('a')), sha256(fromText('b'))]
    expect(await library.nodeHash?.(toHex(a), toHex(b))).to.equal(toHex(hashNode(a, b)))
  })

  it('behavior: agrees with TypeScript on every index and size under any path', async () => {
    const library = await fresh(mock)
    const size = fc.integer({ min: 1, max: 40 })
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.nat(),
        fc.nat({ max: 45 }),
        fc.nat({ max: 45 }),
        fc.integer({ min: -2, max: 2 }),
        async (count, pick, index, claimed, extra) => {
          const leaves = leavesOf(count)
          const place = pick % count
          const proof = merkleProof(leaves, place)
          const path =
            extra < 0
              ? proof.slice(0, extra)
              : [...proof, ...Array.from({ length: extra }, () => sha256(fromText('extra')))]
          const [root, leaf] = [merkleRoot(leaves), leaves[place] as Uint8Array]
          for (const [i, n] of [
            [place, count],
            [index, count],
            [place, claimed],
            [index, claimed],
          ] as const)
            expect(await leads(library, root, leaf, i, n, path)).to.equal(
              verifyMerkleProof(root, leaf, i, n, path),
            )
        },
      ),
      { seed, numRuns: 60 },
    )
  })

  it('behavior: nodes of a level are the leaves of the tree above it', async () => {
    const library = await fresh(mock)
    for (const size of [2, 3, 5, 6, 7, 11, 13, 40]) {
      const leaves = leavesOf(size)
      const root = toHex(merkleRoot(leaves))
      for (let level = 1; 2 ** (level - 1) < size; level++) {
        const width = 2 ** level
        const count = Math.ceil(size / width)
        expect(await library.levelSize?.(size, level)).to.equal(count)
        for (let number = 0; number < count; number++) {
          const under = leaves.slice(number * width, (number + 1) * width)
          // The path of a leaf ends with the path of each node above it.
          const proof = merkleProof(leaves, number * width)
          const path = proof.slice(merkleProof(under, 0).length)
          const hash = toHex(
            under.length === 1 ? hashLeaf(under[0] as Uint8Array) : merkleRoot(under),
          )
          expect(
            await library.rootOfLeafHash?.(hash, number, count, path.map(toHex)),
            `node ${number} of level ${level} over ${size}`,
          ).to.equal(root)
        }
      }
    }
  })

  it('error: an index beyond the size, paths that are too long or too short', async () => {
    const library = await fresh(mock)
    const hash = toHex(sha256(fromText('hash')))
    for (const [index, size, length] of [
      [0, 0, 0],
      [1, 1, 0],
      [5, 5, 3],
      [0, 1, 1],
      [0, 2, 0],
      [0, 2, 2],
      [4, 5, 2],
      [4, 5, 0],
      [0, 5, 2],
      [0, 5, 4],
      [2n ** 255n, 2n ** 256n - 1n, 3],
    ] as const)
      await expect(library.rootOfLeafHash?.(hash, index, size, Array(length).fill(hash)))
        .to.be.revertedWithCustomError(library, 'BadPath')
        .withArgs(index, size, length)
  })
})
