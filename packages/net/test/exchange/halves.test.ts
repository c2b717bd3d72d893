import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { createHalves, type Half, type Halves } from '../../src/exchange/halves.ts'

const half = (length: number): Half => ({
  bytes: new Uint8Array(length),
  hash: createHash('sha256'),
})

describe('createHalves', () => {
  let nowMs: number
  let halves: Halves

  beforeEach(() => {
    nowMs = 0
    halves = createHalves({ maxBytes: 100, maxAgeMs: 1_000 }, () => nowMs)
  })
  const lengthOf = (key: string): number | undefined => halves.take(key)?.bytes.length

  it('default: hands out what was kept, once', () => {
    const kept = half(60)
    halves.keep('a', kept)
    expect(halves.take('b')).to.equal(undefined)
    expect(halves.take('a')).to.equal(kept)
    expect(halves.take('a')).to.equal(undefined)
  })

  it('behavior: what there is no room for is not kept, and those that are there stay', () => {
    halves.keep('a', half(60))
    halves.keep('b', half(41))
    halves.keep('c', half(40))
    expect(['a', 'b', 'c'].map(lengthOf)).to.deep.equal([60, undefined, 40])
  })

  it('behavior: what was handed out leaves room', () => {
    halves.keep('a', half(60))
    halves.take('a')
    halves.keep('b', half(100))
    expect(lengthOf('b')).to.equal(100)
  })

  it('behavior: the longer one takes the place of the shorter one', () => {
    halves.keep('a', half(60))
    halves.keep('a', half(90))
    halves.keep('b', half(10))
    expect(['a', 'b'].map(lengthOf)).to.deep.equal([90, 10])
  })

  it('behavior: what nobody has asked for in time goes, and leaves room', () => {
    halves.keep('a', half(60))
    nowMs = 600
    halves.keep('b', half(40))
    nowMs = 1_001
    halves.keep('c', half(60))
    expect(['a', 'b', 'c'].map(lengthOf)).to.deep.equal([undefined, 40, 60])
  })
})
