import { expect } from 'chai'
import { createScreen, formatPhase, formatRow, heading } from '../../src/progress/terminal.ts'

function createOutput(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, written, write: (text: string) => written.push(text) }
}

describe('createScreen', () => {
  it('default: a terminal keeps the live line below the others', () => {
    const output = createOutput(true)
    const screen = createScreen(output)
    screen.live('a')
    screen.live('a')
    screen.line('b')
    const clear = '\r\u001b[2K'
    expect(output.written).to.deep.equal([`${clear}a`, `${clear}b\n`, 'a'])
  })

  it('default: a file gets the lines that stay, and no control characters', () => {
    const output = createOutput(false)
    const screen = createScreen(output)
    screen.live('a')
    screen.line('b')
    expect(output.written).to.deep.equal(['b\n'])
  })
})

describe('formatPhase', () => {
  it('default: says where a round is and for how long', () => {
    const text = formatPhase({ round: 3, state: 'masked', since: 100 }, 107)
    expect(text).to.equal('round 3 ▓▓░░ opening the sum 7 s')
  })

  it('behavior: a clock that is behind tells no negative time', () => {
    expect(formatPhase({ round: 1, state: 'open', since: 100 }, 99)).to.match(/ 0 s$/)
  })
})

describe('formatRow', () => {
  it('default: stands below its heading, with dashes for what was not published', () => {
    const row = formatRow({
      ...{ version: 1, round: 2, members: 5, survivors: 4, accuracy: undefined, loss: undefined },
      ...{ signed: 1, gas: 1_234_567, uploadedBytes: 2_500_000, seconds: 9 },
    })
    expect(row).to.have.length(heading().length)
    expect(row.trim().split(/ {2,}/)).to.deep.equal([
      'v1',
      '2',
      '4/5',
      '–',
      '–',
      '100.00 %',
      '1,234,567',
      '2.50 MB',
      '9 s',
    ])
  })
})
