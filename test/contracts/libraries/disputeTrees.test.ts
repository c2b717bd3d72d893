import { toHex, toUint } from '@vain/base'
import { keccak256, merkleRoot, sha256 } from '@vain/crypto'
import {
  keccakProof,
  keccakRoot,
  multiproof,
  unfitPlace,
  type VectorPlace,
  vectorPlace,
} from '@vain/protocol'
import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'
import { vectorRoot } from '../support/sumRound.ts'

const seed = 20_265

async function vectorMock() {
  return deployAny('VectorTreeMock')
}
async function keccakMock() {
  return deployAny('KeccakTreeMock')
}
async function multiproofMock() {
  return deployAny('Sha256MultiproofMock')
}

const hashesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => keccak256(toUint(i, 16)))

const posted = ({ leaf, turns, siblings }: VectorPlace) => ({
  ...{ leaf: toHex(leaf), turns, siblings: siblings.map(toHex) },
})

/** A vector of `length` words; its leaves differ. */
function vectorOf(length: number): Uint8Array {
  const bytes = new Uint8Array(4 * length)
  for (let at = 0; at < bytes.length; at += 4096) bytes.set(toUint((at >> 12) + 1, 32), at)
  return bytes
}

describe('VectorTree', () => {
  it('behavior: every leaf of a vector is found at its place, under its root', async () => {
    const tree = await fresh(vectorMock)
    for (const length of [1, 1_023, 1_024, 1_025, 3_000, 5_120, 9_000]) {
      const bytes = vectorOf(length)
      const root = toHex(vectorRoot(bytes))
      for (let index = 0; 4096 * index < bytes.length; index++) {
        const place = posted(vectorPlace(bytes, index))
        expect(await tree.rootOf?.(place)).to.equal(root)
        expect(await tree.locate?.(place, length)).to.deep.equal([true, BigInt(index)])
      }
      expect(unfitPlace(bytes, length)).to.equal(undefined)
    }
  })

  it('behavior: a vector of another length has a leaf that shows it', async () => {
    const tree = await fresh(vectorMock)
    const length = fc.integer({ min: 1, max: 40_000 })
    await fc.assert(
      fc.asyncProperty(length, length, async (real, claimed) => {
        fc.pre(real !== claimed)
        const bytes = vectorOf(real)
        const unfit = unfitPlace(bytes, claimed)
        if (unfit === undefined) throw new Error('nothing shows it')
        expect((await tree.locate?.(posted(unfit), claimed))?.[0]).to.equal(false)
        expect(await tree.rootOf?.(posted(unfit))).to.equal(toHex(vectorRoot(bytes)))
      }),
      {
        seed,
        numRuns: 60,
        examples: [
          [21_504, 25_600],
          [25_600, 21_504],
          [1_024, 2_048],
        ],
      },
    )
  })

  it('error: no vector has such a leaf', async () => {
    const tree = await fresh(vectorMock)
    const leaf = toHex(new Uint8Array(4096))
    const locate = async (depth: number, turns: bigint, length: number): Promise<boolean> =>
      (await tree.locate?.({ leaf, turns, siblings: Array(depth).fill(ZeroHash) }, length))?.[0]
    expect(await locate(0, 0n, 1_024)).to.equal(true)
    expect(await locate(0, 0n, 0)).to.equal(false)
    // Where a node is, below a leaf, and beyond the last one.
    expect(await locate(1, 0n, 3_072)).to.equal(false)
    expect(await locate(2, 0n, 2_048)).to.equal(false)
    expect(await locate(2, 3n, 3_072)).to.equal(false)
    await expect(
      tree.rootOf?.({ leaf, turns: 0n, siblings: Array(65).fill(ZeroHash) }),
    ).to.be.revertedWithCustomError(tree, 'TooDeep')
  })
})

describe('KeccakTree', () => {
  it('behavior: has the root that is computed elsewhere, and every entry is proven', async () => {
    const tree = await fresh(keccakMock)
    for (const count of [0, 1, 2, 3, 5, 8, 13, 64]) {
      const leaves = hashesOf(count)
      const root = toHex(keccakRoot(leaves))
      expect(await tree.root?.(leaves.map(toHex))).to.equal(root)
      for (const [index, leaf] of leaves.entries()) {
        const proof = keccakProof(leaves, index).map(toHex)
        expect(await tree.verify?.(proof, root, toHex(leaf))).to.equal(true)
        expect(await tree.verify?.(proof, root, toHex(keccak256(leaf)))).to.equal(false)
      }
    }
  })
})

describe('Sha256Multiproof', () => {
  it('behavior: any leaves lead to the root of the tree', async () => {
    const tree = await fresh(multiproofMock)
    const scenario = fc
      .integer({ min: 0, max: 90 })
      .chain((size) =>
        fc.record({ size: fc.constant(size), shown: fc.subarray([...Array(size).keys()]) }),
      )
    await fc.assert(
      fc.asyncProperty(scenario, async ({ size, shown }) => {
        const leaves = hashesOf(size)
        const hashes = shown.map((index) =>
          toHex(sha256(Uint8Array.of(0), leaves[index] as Uint8Array)),
        )
        const rest = multiproof(leaves, shown).map(toHex)
        const root = size === 0 ? ZeroHash : toHex(merkleRoot(leaves))
        expect(await tree.rootOf?.(shown, hashes, rest, size)).to.equal(root)
        await expect(
          tree.rootOf?.(shown, hashes, [...rest, ZeroHash], size),
        ).to.be.revertedWithCustomError(tree, 'TooManyHashes')
        if (rest.length > 0)
          await expect(tree.rootOf?.(shown, hashes, rest.slice(1), size)).to.be.revertedWithPanic(
            0x32,
          )
        if (hashes.length > 0) {
          const other = [ZeroHash, ...hashes.slice(1)]
          expect(await tree.rootOf?.(shown, other, rest, size)).not.to.equal(root)
        }
      }),
      { seed, numRuns: 60 },
    )
  })
})
