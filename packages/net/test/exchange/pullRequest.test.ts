import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import { decodePullRequest, encodePullRequest } from '../../src/exchange/pullRequest.ts'

describe('a request to pull', () => {
  const request = fromHex('0a0b')

  it('default: where to begin, and what', () => {
    const bytes = encodePullRequest({ from: 0x0102_0304, request })
    expect(toHex(bytes)).to.equal('0x010203040a0b')
    expect(decodePullRequest(bytes)).to.deep.equal({ from: 0x0102_0304, request })
  })

  it('behavior: reads a view into other bytes', () => {
    const within = fromHex('ffff000000070a0bffff').subarray(2, 8)
    expect(decodePullRequest(within)).to.deep.equal({ from: 7, request })
  })

  it('error: too few bytes', () => {
    expect(decodePullRequest(new Uint8Array(3))).to.equal(undefined)
  })
})
