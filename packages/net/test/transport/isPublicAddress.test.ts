import { expect } from 'chai'
import { isPublicAddress, isPublicHost } from '../../src/index.ts'

const peer = '16Uiu2HAmQJMVE8MDQzdEzjuNQjZWKZukZwktJpeHmGfen4o5ksuy'
const at = (host: string): string => `/ip4/${host}/tcp/4001/p2p/${peer}`

/** First and last address of each network, and those beside it that are public. */
const ipv4Rows = [
  ['0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
  ['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
  ['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
  ['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0', '239.255.255.255', '223.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
] as const

const ones = (groups: number): string => Array(groups).fill('ffff').join(':')
const ipv6Rows = [
  ['2001::', `2001:1ff:${ones(6)}`, `2000:${ones(7)}`, '2001:200::'],
  ['2001:db8::', `2001:db8:${ones(6)}`, `2001:db7:${ones(6)}`, '2001:db9::'],
  ['2002::', `2002:${ones(7)}`, `2001:${ones(7)}`, '2003::'],
  ['3fff::', `3fff:fff:${ones(6)}`, `3ffe:${ones(7)}`, '3fff:1000::'],
  // Outside what is given to anyone.
  ['::', `1fff:${ones(7)}`, '2000::'],
  ['4000::', ones(8), `3fff:${ones(7)}`],
] as const

describe('isPublicHost', () => {
  it('vector: the special-purpose registries of IANA, at their edges', () => {
    for (const [first, last, ...beside] of [...ipv4Rows, ...ipv6Rows]) {
      expect(isPublicHost(first), first).to.equal(false)
      expect(isPublicHost(last), last).to.equal(false)
      for (const host of beside) expect(isPublicHost(host), host).to.equal(true)
    }
  })

  it('behavior: what stands for an address of IPv4 is none of its own', () => {
    // In turn mapped, compatible, translated (RFC 6052, RFC 8215), 6to4, Teredo.
    for (const host of [
      ...['::ffff:9.9.9.9', '::ffff:10.0.0.1', '::9.9.9.9', '64:ff9b::909:909'],
      ...['64:ff9b:1::a00:1', '2002:909:909::1', '2002:a00:1::1', '2001:0:909:909::1'],
    ])
      expect(isPublicHost(host), host).to.equal(false)
  })

  it('behavior: of one house, one link, one machine, or of many', () => {
    for (const host of [
      'fd00::1',
      'fe80::1',
      'fe80::1%eth0',
      '::1',
      'ff02::1',
      'fec0::1',
      '100::1',
    ])
      expect(isPublicHost(host), host).to.equal(false)
  })

  it('error: no IP address', () => {
    for (const host of ['', 'node.example', '1.2.3', '0x7f.1', '127.1', '1.2.3.4.5', '2000::1::2'])
      expect(isPublicHost(host), host).to.equal(false)
  })
})

describe('isPublicAddress', () => {
  it('default: tells public addresses from those of a house', () => {
    expect(isPublicAddress(at('11.22.33.44'))).to.equal(true)
    expect(isPublicAddress(at('192.168.0.1'))).to.equal(false)
    expect(isPublicAddress(`/ip6/fd00::1/tcp/1/p2p/${peer}`)).to.equal(false)
    expect(isPublicAddress(`/ip6/2003::1/tcp/1/p2p/${peer}`)).to.equal(true)
    expect(isPublicAddress(`/dns4/node.example.org/tcp/1/p2p/${peer}`)).to.equal(true)
    expect(isPublicAddress(`${at('11.22.33.44')}/p2p-circuit/p2p/${peer}`)).to.equal(false)
    expect(isPublicAddress('nonsense')).to.equal(false)
  })
})
