import { VainError } from '@vain/base'
import { expect } from 'chai'
import { describeError } from '../../src/index.ts'

describe('describeError', () => {
  it('default: code and sentence, the way out, then the causes', () => {
    const cause = new VainError('net/refused', 'no one listens', { wayOut: 'Open the port.' })
    const error = new VainError(
      'chain/unreachable',
      'no answer',
      { wayOut: 'Start it.' },
      { cause },
    )
    expect(describeError(error)).to.equal(
      [
        'chain/unreachable: no answer',
        '  Start it.',
        '  because of net/refused: no one listens',
        '  Open the port.',
      ].join('\n'),
    )
  })

  it('behavior: what a stranger wrote into it moves no cursor; line ends stay', () => {
    const text = describeError(new Error('two\nlines \u001b[2J\u009b\u202e\r'))
    expect(text).to.equal('Error: two\nlines \\u{1b}[2J\\u{9b}\\u{202e}\\u{d}')
  })

  it('behavior: others by name, addresses without password, what is no error as such', () => {
    expect(describeError(new TypeError('http://u:p@h'))).to.equal('TypeError: http://[secret]@h')
    expect(describeError({ password: 'x' })).to.equal('something that is no error was thrown')
    const circle = new Error('round')
    circle.cause = circle
    expect(describeError(circle).split('\n')).to.have.length(5)
  })
})
