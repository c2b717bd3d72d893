import { expect } from 'chai'
import fc from 'fast-check'
import { escapeText } from '../src/index.ts'

describe('escapeText', () => {
  it('default: text that is only to be read stays', () => {
    expect(escapeText('Create a run: irises, 3 × 4 → ü 漢字 🌱')).to.equal(
      'Create a run: irises, 3 × 4 → ü 漢字 🌱',
    )
  })

  for (const [what, text, escaped] of [
    ['escape sequences', '\u001b[2J', '\\u{1b}[2J'],
    ['the eight-bit form of them', '\u009b2J', '\\u{9b}2J'],
    ['carriage returns and line ends', 'a\r\nb\u2028c', 'a\\u{d}\\u{a}b\\u{2028}c'],
    ['turned directions', '\u202eabc', '\\u{202e}abc'],
    ['halves of characters', '\ud800', '\\u{d800}'],
  ] as const)
    it(`behavior: shown and not done: ${what}`, () => {
      expect(escapeText(text)).to.equal(escaped)
    })

  it('behavior: nothing that a terminal obeys is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.to.match(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })
})
