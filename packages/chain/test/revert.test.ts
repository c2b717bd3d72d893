import { expect } from 'chai'
import { revertedError } from '../src/revert.ts'

/** `Error(string)`. Source: Solidity documentation, Control Structures. */
const errorString = '0x08c379a0'
const word = (value: number): string => value.toString(16).padStart(64, '0')

describe('revertedError', () => {
  it('vector: the reason of a require', () => {
    const data = `${errorString}${word(32)}${word(2)}${'6e6f'.padEnd(64, '0')}`
    expect(revertedError('open', data)).to.deep.include({ code: 'chain/reverted' })
    expect(revertedError('open', data).message).to.include('no')
  })

  it('malice: a reason that is longer than the answer, or cut off, is unknown', () => {
    const short = [word(32) + word(130) + word(0), word(2 ** 40), word(32)]
    for (const rest of short) {
      const { context } = revertedError('open', `${errorString}${rest}`)
      expect(context).to.include({ error: 'unknown', call: 'open' })
    }
  })
})
