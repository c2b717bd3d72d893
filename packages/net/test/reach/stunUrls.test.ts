import { expect } from 'chai'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { stunUrls } from '../../src/reach/stunUrls.ts'

const good = ['203.0.113.7:3478', 'stun.example.org:99', 'a-b:1', 'A.example:65535', '1.2.3.4.5:1']
const bad = ['[2001:db8::1]:3478', '::::99', 'a:b:c:1', 'a:0', 'a:65536', 'a', ':1', '', 'a b:1']

describe('stunUrls', () => {
  it('default: WebRTC takes each', () => {
    for (const server of good) {
      const urls = stunUrls([server])
      expect(urls).to.deep.equal([`stun:${server}`])
      const configuration: object = { iceServers: [{ urls }] }
      new RTCPeerConnection(configuration).close()
    }
  })

  it('behavior: leaves out what WebRTC cannot read, and does not count it', () => {
    expect(stunUrls(bad)).to.deep.equal([])
    expect(stunUrls([...bad, 'a:1', ...bad, 'b:1', 'c:1'])).to.have.members(
      ['a', 'b', 'c'].map((host) => `stun:${host}:1`),
    )
  })

  it('behavior: draws three, and in time each', () => {
    const seen = new Set(Array.from({ length: 300 }, () => stunUrls(good)).flat())
    expect(stunUrls(good)).to.have.length(3)
    expect([...seen]).to.have.members(good.map((server) => `stun:${server}`))
  })
})
