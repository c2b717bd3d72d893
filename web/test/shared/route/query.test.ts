import { expect } from 'chai'
import { addressIn, hashIn, numberIn } from '../../../src/shared/route/query.ts'

const query = (text: string) => new URLSearchParams(text)

describe('numberIn', () => {
  it('default: reads a number', () => {
    expect(numberIn(query('run=17'), 'run')).to.equal(17)
  })

  it('error: takes nothing else for one', () => {
    for (const text of ['', 'run=', 'run=-1', 'run=1e3', 'run=0x1', 'run=1.5', 'run=4294967296'])
      expect(numberIn(query(text), 'run'), text).to.equal(undefined)
  })
})

describe('addressIn and hashIn', () => {
  const address = `0x${'aB'.repeat(20)}`
  const hash = `0x${'aB'.repeat(32)}`

  it('default: read bytes in any case', () => {
    expect(addressIn(query(`of=${address}`), 'of')).to.equal(address.toLowerCase())
    expect(hashIn(query(`of=${hash}`), 'of')).to.equal(hash.toLowerCase())
  })

  it('error: take no bytes of another length, and nothing else', () => {
    for (const text of ['', hash, `${address}0`, `${address} `, 'vitalik.eth'])
      expect(addressIn(query(`of=${text}`), 'of'), text).to.equal(undefined)
    expect(hashIn(query(`of=${address}`), 'of')).to.equal(undefined)
  })
})
