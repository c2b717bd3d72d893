import { fromHex } from '@vain/base'
import { peerIdOf } from '@vain/net'
import { expect } from 'chai'
import { endpointsOf } from '../src/endpoints.ts'

/** Of the private key 1: the generator of secp256k1, compressed (SEC 2 §2.4.1). */
const me = peerIdOf(fromHex('0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'))
const network = { peerId: me, addresses: () => [`/ip4/127.0.0.1/tcp/1/p2p/${me}`] }

describe('endpointsOf', () => {
  it('default: what is listened on, and the gateway', () => {
    expect(endpointsOf(network, { host: '127.0.0.1', port: 80 }, [])).to.deep.equal([
      `/ip4/127.0.0.1/tcp/1/p2p/${me}`,
      '/ip4/127.0.0.1/tcp/80/http',
    ])
    expect(endpointsOf(network, { host: 'a.example', port: 80 }, [])[1]).to.equal(
      '/dns/a.example/tcp/80/http',
    )
    expect(endpointsOf(network, { host: '::1', port: 80 }, [])[1]).to.equal('/ip6/::1/tcp/80/http')
  })

  it('behavior: a gateway on all addresses is left out', () => {
    expect(endpointsOf(network, { host: '0.0.0.0', port: 80 }, [])).to.have.length(1)
  })

  it('behavior: what is configured replaces it, with this peer’s id', () => {
    const libp2p = [
      '/ip4/203.0.113.7/tcp/4001',
      '/dns/a.example/tcp/1/ws',
      '/ip6/::1/udp/2/quic-v1',
    ]
    const announce = [...libp2p, '/ip4/203.0.113.7/tcp/80/http']
    expect(endpointsOf(network, { host: '::', port: 80 }, announce)).to.deep.equal([
      ...libp2p.map((address) => `${address}/p2p/${me}`),
      '/ip4/203.0.113.7/tcp/80/http',
    ])
  })

  it('behavior: never more or longer than KeyBook takes', () => {
    const many = Array.from({ length: 9 }, (_, i) => `/ip4/10.0.0.${i}/tcp/1/p2p/${me}`)
    const long = `/dns/${'a'.repeat(200)}/tcp/1/p2p/${me}`
    const wide = { peerId: me, addresses: () => [long, ...many] }
    const found = endpointsOf(wide, { host: '127.0.0.1', port: 80 }, [])
    expect(found).to.have.length(4)
    expect(found).to.not.include(long)
    expect(found.at(-1)).to.equal('/ip4/127.0.0.1/tcp/80/http')
  })
})
