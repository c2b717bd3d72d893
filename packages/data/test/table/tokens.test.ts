import { expect } from 'chai'
import fc from 'fast-check'
import { byteTokens, createWordTokens, tokeniseBytes } from '../../src/table/tokens.ts'

describe('tokeniseBytes', () => {
  it('default: a token for each byte in UTF-8, none of them 0', () => {
    expect(tokeniseBytes('a\0é', 9)).to.deep.equal([0x62, 1, 0xc4, 0xaa])
    expect(byteTokens).to.equal(257)
  })

  it('behavior: the first bytes of the whole text, wherever it is cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (some, length) => {
        const whole = [...new TextEncoder().encode(some)].map((byte) => byte + 1)
        expect(tokeniseBytes(some, length)).to.deep.equal(whole.slice(0, length))
      }),
    )
  })
})

describe('createWordTokens', () => {
  const largest = createWordTokens(2 ** 32 + 1)

  it('vector: FNV-1a of the words, from 1', () => {
    // draft-eastlake-fnv-21, §7.1.1: "a" and "foobar".
    expect(largest('A, foobar!', 9)).to.deep.equal([0xe40c292c + 1, 0xbf9cf968 + 1])
  })

  it('behavior: words whatever their case, their marks and what stands between them', () => {
    const tokenise = createWordTokens(4_096)
    const words = tokenise('été Straße 42 日本', 9)
    expect(words).to.have.length(4)
    expect(tokenise('--E\u0301TE\u0301;straße/42...日本', 9)).to.deep.equal(words)
    expect(tokenise('été Straße 42 日本', 2)).to.deep.equal(words.slice(0, 2))
    expect(tokenise(' ?! ', 9)).to.deep.equal([])
  })

  it('behavior: tokens are 1 … vocabulary − 1', () => {
    const two = createWordTokens(2)
    expect(two('some words of all kinds', 9)).to.deep.equal([1, 1, 1, 1, 1])
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 50 }), (text, vocabulary) => {
        for (const token of createWordTokens(vocabulary)(text, 9))
          expect(token).to.be.within(1, vocabulary - 1)
      }),
    )
  })
})
