import { expect } from 'chai'
import { parseMarkdown } from '../../../src/features/governance/components/markdown/parseMarkdown.ts'

describe('parseMarkdown', () => {
  it('behavior: shows signs that would turn what is beside them round, such as where a link leads', () => {
    expect(parseMarkdown('[\u202ea](https://b.example)\u2028c')).to.deep.equal([
      {
        kind: 'paragraph',
        spans: [
          { kind: 'link', text: '⟨U+202E⟩a', href: 'https://b.example' },
          { kind: 'text', text: '⟨U+2028⟩c' },
        ],
      },
    ])
  })

  it('default: reads headings, lists, quotes, code and spans', () => {
    const text =
      '# Why\nLess **waiting** for `setX`.\n\n- one\n- *two*\n\n> quoted\n\n```\na < b\n```'
    expect(parseMarkdown(text)).to.deep.equal([
      { kind: 'heading', level: 1, spans: [{ kind: 'text', text: 'Why' }] },
      {
        kind: 'paragraph',
        spans: [
          { kind: 'text', text: 'Less ' },
          { kind: 'strong', text: 'waiting' },
          { kind: 'text', text: ' for ' },
          { kind: 'code', text: 'setX' },
          { kind: 'text', text: '.' },
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [[{ kind: 'text', text: 'one' }], [{ kind: 'emphasis', text: 'two' }]],
      },
      { kind: 'quote', spans: [{ kind: 'text', text: 'quoted' }] },
      { kind: 'code', text: 'a < b' },
    ])
  })

  it('malice: HTML stays text, and links lead to pages alone', () => {
    const text = '<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](data:text/html,x)'
    const [block] = parseMarkdown(text)
    expect(block).to.have.property('kind', 'paragraph')
    expect(JSON.stringify(block)).not.to.contain('"link"')
    const [good] = parseMarkdown('[page](https://example.org/x)')
    expect(JSON.stringify(good)).to.contain('"href":"https://example.org/x"')
  })

  it('malice: a long text of marks ends, and nothing of it is lost', () => {
    const text = `${'*`['.repeat(40_000)}end`
    const blocks = parseMarkdown(text)
    expect(JSON.stringify(blocks)).to.contain('end')
  })
})
