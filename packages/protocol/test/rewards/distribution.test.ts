import { fromHex, toHex } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { hashWords } from '../../src/abi.ts'
import {
  createRewardTree,
  decodeAmounts,
  encode,
  encodeAmounts,
  type Hex,
  rewardDigest,
  zeroHash,
} from '../../src/index.ts'

const accountOf = (n: number): Hex => `0x${(n + 1).toString(16).padStart(40, '0')}`

/** What OpenZeppelin's MerkleProof computes, written down a second time. */
function climb(account: Hex, amount: bigint, proof: readonly Hex[]): Hex {
  let hash = toHex(keccak256(fromHex(hashWords(account, amount))))
  for (const sibling of proof)
    hash = BigInt(hash) < BigInt(sibling) ? hashWords(hash, sibling) : hashWords(sibling, hash)
  return hash
}

describe('createRewardTree', () => {
  // Source: the example of OpenZeppelin's merkle-tree, standard-v1.
  const published = new Map<Hex, bigint>([
    [`0x${'11'.repeat(20)}`, 5_000_000_000_000_000_000n],
    [`0x${'22'.repeat(20)}`, 2_500_000_000_000_000_000n],
  ])

  it('vector: the example of StandardMerkleTree', () => {
    const tree = createRewardTree(published)
    expect(tree.root).to.equal('0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77')
    expect(tree.proofOf(`0x${'11'.repeat(20)}`)).to.deep.equal([
      '0xb92c48e9d7abe27fd8dfd6b5dfdbfb1c9a463f80c712b66f3a5180a090cccafc',
    ])
  })

  it('behavior: every account climbs to the root, in trees of 1 to 40', () => {
    for (let size = 1; size <= 40; size++) {
      const amounts = new Map(
        Array.from({ length: size }, (_, i) => [accountOf(i), BigInt(i * i + 1)] as const),
      )
      const tree = createRewardTree(amounts)
      for (const [account, amount] of amounts) {
        const proof = tree.proofOf(account)
        expect(climb(account, amount, proof)).to.equal(tree.root)
        expect(climb(account, amount + 1n, proof)).not.to.equal(tree.root)
        expect(proof.length <= Math.ceil(Math.log2(size))).to.equal(true)
      }
    }
  })

  it('behavior: the root does not depend on the order of accounts or the case of letters', () => {
    const entries = [...published]
    expect(createRewardTree(new Map(entries.toReversed())).root).to.equal(
      createRewardTree(published).root,
    )
    const letters: Hex = `0x${'aB'.repeat(20)}`
    const mixed = createRewardTree(new Map([[letters, 1n]]))
    expect(mixed.root).to.equal(
      createRewardTree(new Map([[letters.toLowerCase() as Hex, 1n]])).root,
    )
    expect(mixed.proofOf(letters)).to.deep.equal([])
  })

  it('error: nobody, and an account that is not in it', () => {
    expect(createRewardTree(new Map()).root).to.equal(zeroHash)
    expect(() => createRewardTree(published).proofOf(accountOf(1)))
      .to.throw()
      .with.property('code', 'rewards/no-such-account')
  })
})

describe('rewardDigest', () => {
  it('behavior: every field is in it', () => {
    const venue = { chainId: 1n, contract: accountOf(1) }
    const base = { number: 1, epoch: 2, root: zeroHash, content: zeroHash, total: 3n }
    const other = `0x${'01'.repeat(32)}` as const
    const digests = [
      rewardDigest(venue, base),
      rewardDigest({ ...venue, chainId: 2n }, base),
      rewardDigest({ ...venue, contract: accountOf(2) }, base),
      ...[{ number: 2 }, { epoch: 3 }, { root: other }, { content: other }, { total: 4n }].map(
        (change) => rewardDigest(venue, { ...base, ...change }),
      ),
    ]
    expect(new Set(digests).size).to.equal(digests.length)
  })
})

describe('encodeAmounts', () => {
  it('default: comes back, ascending by account', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1_000), { maxLength: 20 }),
        fc.bigInt({ min: 1n, max: 10n ** 27n }),
        (accounts, amount) => {
          const amounts = new Map(accounts.map((n) => [accountOf(n), amount + BigInt(n)]))
          const bytes = encodeAmounts(amounts)
          const back = decodeAmounts(bytes, 10_000)
          expect(back).to.deep.equal(new Map([...amounts].toSorted(([a], [b]) => (a < b ? -1 : 1))))
          expect(createRewardTree(back ?? new Map()).root).to.equal(createRewardTree(amounts).root)
        },
      ),
      { seed: 1, numRuns: 30 },
    )
  })

  it('error: out of order, twice, of another length, no number, too long', () => {
    const [a, b] = [fromHex(accountOf(1)), fromHex(accountOf(2))]
    expect(decodeAmounts(encode([[a, '1']]), 100)).not.to.equal(undefined)
    for (const entries of [
      [
        [b, '1'],
        [a, '1'],
      ],
      [
        [a, '1'],
        [a, '1'],
      ],
      [[a.slice(1), '1']],
      [[a, '-1']],
      [[a, 1]],
      [[a]],
    ])
      expect(decodeAmounts(encode(entries), 100)).to.equal(undefined)
    expect(decodeAmounts(encode([[a, '1']]), 10)).to.equal(undefined)
  })
})
