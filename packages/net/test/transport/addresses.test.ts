import { expect } from 'chai'
import { toGatewayUrl } from '../../src/artefacts.ts'
import { isLibp2pAddress, peerIdOf } from '../../src/index.ts'

/** Of the private key 1: the generator of secp256k1, compressed (SEC 2 §2.4.1). */
const realPeer = peerIdOf(
  Buffer.from('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798', 'hex'),
)

describe('toGatewayUrl', () => {
  for (const [address, url] of [
    ['/ip4/1.2.3.4/tcp/8080/http', 'http://1.2.3.4:8080'],
    ['/ip6/::1/tcp/80/http', 'http://[::1]:80'],
    ['/dns4/a.example/tcp/443/https', 'https://a.example:443'],
    ['/dns/a.example/tcp/443/tls/http', 'https://a.example:443'],
  ] as const)
    it(`default: ${address}`, () => expect(toGatewayUrl(address)).to.equal(url))

  for (const address of ['', 'http://1.2.3.4', '/ip4/1.2.3.4/tcp/1', '/ip4/999.2.3.4/tcp/1/http'])
    it(`error: nothing for '${address}'`, () => expect(toGatewayUrl(address)).to.equal(undefined))
})

describe('isLibp2pAddress', () => {
  it('default: TCP or WebSocket, and a peer', () => {
    for (const host of ['/ip4/1.2.3.4', '/ip6/::1', '/dns4/a.example', '/dns/a.example'])
      for (const way of ['tcp/4001', 'tcp/4001/ws', 'tcp/443/wss', 'tcp/443/tls/ws'])
        expect(isLibp2pAddress(`${host}/${way}/p2p/${realPeer}`)).to.equal(true)
  })

  it('default: QUIC at an IP address, and a peer', () => {
    for (const host of ['/ip4/1.2.3.4', '/ip6/::1'])
      expect(isLibp2pAddress(`${host}/udp/4001/quic-v1/p2p/${realPeer}`)).to.equal(true)
  })

  it('error: anything else', () => {
    for (const address of [
      '',
      'x',
      '/ip4/1.2.3.4/tcp/4001',
      '/ip4/1.2.3.4/tcp/8080/http',
      '/ip4/1.2.3.4/tcp/4001/p2p/me',
      `/dns4/a.example/udp/4001/quic-v1/p2p/${realPeer}`,
      `/ip4/1.2.3.4/udp/4001/p2p/${realPeer}`,
      `/ip4/1.2.3.4/udp/4001/quic-v1/webtransport/p2p/${realPeer}`,
      `/ip4/1.2.3.4/tcp/4001/p2p/${realPeer}/p2p-circuit/p2p/${realPeer}`,
      `/ip4/1.2.3.4/tcp/4001/p2p/${realPeer}/ws`,
      `/p2p/${realPeer}`,
    ])
      expect(isLibp2pAddress(address), address).to.equal(false)
  })
})
