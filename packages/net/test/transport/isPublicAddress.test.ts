import { expect } from 'chai'
import { isPublicAddress } from '../../src/index.ts'

const peer = '16Uiu2HAmQJMVE8MDQzdEzjuNQjZWKZukZwktJpeHmGfen4o5ksuy'
const at = (host: string): string => `/ip4/${host}/tcp/4001/p2p/${peer}`

describe('isPublicAddress', () => {
  it('default: tells public addresses from those of a house', () => {
    for (const host of ['203.0.113.7', '11.22.33.44', '172.15.0.1', '100.128.0.1'])
      expect(isPublicAddress(at(host)), host).to.equal(true)
    for (const host of ['10.1.2.3', '192.168.0.1', '172.31.0.1', '100.64.0.1', '127.0.0.1'])
      expect(isPublicAddress(at(host)), host).to.equal(false)
    expect(isPublicAddress(`/ip6/fd00::1/tcp/1/p2p/${peer}`)).to.equal(false)
    expect(isPublicAddress(`/ip6/2001:db8::1/tcp/1/p2p/${peer}`)).to.equal(true)
    expect(isPublicAddress(`/dns4/node.example.org/tcp/1/p2p/${peer}`)).to.equal(true)
    expect(isPublicAddress(`${at('203.0.113.7')}/p2p-circuit/p2p/${peer}`)).to.equal(false)
    expect(isPublicAddress('nonsense')).to.equal(false)
  })
})
