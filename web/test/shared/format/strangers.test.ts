import { expect } from 'chai'
import { cutShort, showHidden } from '../../../src/shared/format/strangers.ts'

describe('showHidden', () => {
  it('default: leaves what is read alone, in any script', () => {
    for (const text of ['Pay 100 VAIN\n\tnow', 'Ünïcode', 'می‌خواهم', '👩‍🔬', 'שלום'])
      expect(showHidden(text)).to.equal(text)
  })

  it('behavior: shows signs that turn text round, hide in it or end a line', () => {
    expect(showHidden('Pay \u202e001\u202c')).to.equal('Pay ⟨U+202E⟩001⟨U+202C⟩')
    expect(showHidden('\u2066a\u2069\u200f')).to.equal('⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩')
    expect(showHidden('va\u200bin\u{e0041}')).to.equal('va⟨U+200B⟩in⟨U+E0041⟩')
    expect(showHidden('a\u2028b\u0000')).to.equal('a⟨U+2028⟩b⟨U+0000⟩')
  })
})

describe('cutShort', () => {
  it('default: says how much it leaves out', () => {
    expect(cutShort('abc', 3)).to.equal('abc')
    expect(cutShort('abcdef', 3)).to.equal('abc… (3 more characters)')
  })
})
