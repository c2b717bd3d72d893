import { concatBytes, toHex } from '@vain/base'
import { merkleRootOfBytes, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import { fromWords, plainSettings, rootSums } from '../../src/index.ts'

const numbers = { clipMicro: 1, scaleBits: 1, maxWeight: 9, laneBits: 32, rotate: false } as const
const plain = { parameters: 2, numbers, ...plainSettings }
const narrow = { ...plain, numbers: { ...numbers, laneBits: 16 } } as const
const grouped = {
  ...plain,
  aggregation: { ...plain.aggregation, grouping: 'groups' },
} as const
const first = { group: 0, survivors: 1, sum: Int32Array.of(1, 2, 3) }
const third = { group: 258, survivors: 1, sum: Int32Array.of(-1, 5, 6) }

describe('rootSums', () => {
  it('default: one sum of 32-bit words is a plain tree', () => {
    const { bytes, root } = rootSums([first], plain)
    expect(bytes).to.deep.equal(fromWords(first.sum))
    expect(root).to.equal(toHex(merkleRootOfBytes(bytes)))
  })

  it('vector: other forms name groups and lanes under a prefix of their own', () => {
    const { bytes, root } = rootSums([first, third], grouped)
    expect(bytes).to.deep.equal(concatBytes(fromWords(first.sum), fromWords(third.sum)))
    const head = Uint8Array.of(2, 0, 2, 0, 0, 1, 2, 32)
    expect(root).to.equal(toHex(sha256(head, merkleRootOfBytes(bytes))))
    const lanes = Uint8Array.of(2, 0, 1, 0, 0, 16)
    const tree = merkleRootOfBytes(fromWords(first.sum))
    expect(rootSums([first], narrow).root).to.equal(toHex(sha256(lanes, tree)))
  })

  it('behavior: a single group is no sum over everyone, and which it is counts', () => {
    const roots = [
      rootSums([first], plain),
      rootSums([first], grouped),
      rootSums([{ ...first, group: 1 }], grouped),
      rootSums([first], narrow),
    ].map(({ root }) => root)
    expect(new Set(roots).size).to.equal(4)
  })
})
