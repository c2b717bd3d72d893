import { expect } from 'chai'
import { fromWords, toWords, viewWords } from '../../src/index.ts'

const bytes = Uint8Array.of(1, 2, 3, 4, 0xff, 0, 0, 0x80)
const words = Uint32Array.of(0x04030201, 0x800000ff)

describe('toWords', () => {
  it('default: little-endian, a copy', () => {
    const read = toWords(bytes, 2)
    expect(read).to.deep.equal(words)
    read.fill(0)
    expect(bytes[0]).to.equal(1)
  })

  it('behavior: reads from any place, and from what threads share', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(9))
    shared.set(bytes, 1)
    for (const read of [toWords, viewWords])
      expect([...read(shared.subarray(1), 2)]).to.deep.equal([...words])
  })
})

describe('viewWords', () => {
  it('default: little-endian, without a copy', () => {
    const view = viewWords(bytes, 2)
    expect(view).to.deep.equal(words)
    expect(view.buffer).to.equal(bytes.buffer)
  })

  it('error: another length', () => {
    for (const read of [toWords, viewWords])
      expect(() => read(bytes, 1))
        .to.throw()
        .with.property('code', 'protocol/bad-vector')
  })
})

describe('fromWords', () => {
  it('default: little-endian, a copy of the part that was given', () => {
    const part = Uint32Array.of(7, ...words).subarray(1)
    expect(fromWords(part)).to.deep.equal(bytes)
    expect(fromWords(new Int32Array(part))).to.deep.equal(bytes)
    fromWords(part).fill(0)
    expect(part[0]).to.equal(0x04030201)
  })
})
