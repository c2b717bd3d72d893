import { createHash } from 'node:crypto'
import { concatBytes, fromText, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { keccak256, sha256 } from '../src/index.ts'

describe('sha256', () => {
  it('vector: FIPS 180-4, "abc" and two blocks', () => {
    expect(toHex(sha256(fromText('abc')))).to.equal(
      '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(
      toHex(sha256(fromText('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))),
    ).to.equal('0x248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')
  })

  it('behavior: joins its parts, and agrees with the platform', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
        const expected = createHash('sha256').update(concatBytes(...parts))
        expect(toHex(sha256(...parts))).to.equal(`0x${expected.digest('hex')}`)
      }),
    )
  })
})

describe('keccak256', () => {
  it('vector: the empty text and "abc"', () => {
    expect(toHex(keccak256())).to.equal(
      '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    )
    expect(toHex(keccak256(fromText('abc')))).to.equal(
      '0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45',
    )
  })

  it('behavior: joins its parts', () => {
    expect(keccak256(fromText('a'), new Uint8Array(), fromText('bc'))).to.deep.equal(
      keccak256(fromText('abc')),
    )
  })
})
