import { createCipheriv, createHash } from 'node:crypto'
import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createDraws, shuffle } from '../../src/random/draws.ts'

const seed = fromText('seed')

describe('createDraws', () => {
  it('vector: the words are the ChaCha20 keystream of the platform', () => {
    const key = createHash('sha256').update('test\0\0\0\x04seed\0\0\0\0').digest()
    const stream = createCipheriv('chacha20', key, new Uint8Array(16)).update(new Uint8Array(12))
    const draws = createDraws('test', seed)
    for (const offset of [0, 4, 8]) expect(draws.word()).to.equal(stream.readUInt32LE(offset))
  })

  it('behavior: label and seed both matter, and nothing else', () => {
    const first = (label: string, text: string) => createDraws(label, fromText(text)).word()
    expect(first('a', 'b')).to.equal(first('a', 'b'))
    expect(first('a', 'b')).not.to.equal(first('a', 'c'))
    expect(first('a', 'b')).not.to.equal(first('b', 'b'))
    expect(first('ab', 'c')).not.to.equal(first('a', 'bc'))
  })

  it('behavior: words do not repeat from one block to the next', () => {
    const draws = createDraws('test', seed)
    const words = Array.from({ length: 3 * 4096 }, draws.word)
    expect(new Set(words).size).to.be.above(words.length - 5)
  })

  it('behavior: draws below a bound are uniform', () => {
    const draws = createDraws('test', seed)
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 70_000; i++) {
      const drawn = draws.below(7)
      counts[drawn] = (counts[drawn] as number) + 1
    }
    // 10,000 ± 5 standard deviations of 93.
    for (const count of counts) expect(count).to.be.within(9_537, 10_463)
  })

  it('error: an empty seed', () => {
    expect(() => createDraws('test', new Uint8Array(0)))
      .to.throw()
      .with.property('code', 'learn/empty-seed')
  })
})

describe('shuffle', () => {
  it('default: a permutation, the same for the same seed', () => {
    const order = shuffle(1_000, createDraws('test', seed))
    expect(order.toSorted()).to.deep.equal(Int32Array.from({ length: 1_000 }, (_, i) => i))
    expect(order).not.to.deep.equal(order.toSorted())
    expect(order).to.deep.equal(shuffle(1_000, createDraws('test', seed)))
  })

  it('behavior: nothing and one thing', () => {
    expect(shuffle(0, createDraws('test', seed))).to.have.length(0)
    expect(shuffle(1, createDraws('test', seed))).to.deep.equal(Int32Array.of(0))
  })
})
