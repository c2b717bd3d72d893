import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'chai'
import { createAddressBook } from '../../src/transport/addressBook.ts'
import { endAll, expectCode, startPeer, startPeers, type TestPeer, until } from '../support.ts'

describe('waysTo', function () {
  this.timeout(60_000)
  afterEach(endAll)

  it('default: a peer is found again where it signed that it is', async () => {
    const listen = ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws']
    const [a, b] = (await startPeers(2, { listen })) as [TestPeer, TestPeer]
    const [signed = []] = await b.network.waysTo(a.network.peerId)
    expect(signed).to.have.members(a.network.addresses())
    // Cut, and let in again: what it signed is known still.
    b.gate.revoke(a.network.peerId)
    await until(() => b.network.connectedPeers().length === 0, 'the end of the connection')
    b.gate.admit(a.network.peerId)
    const [kept = []] = await b.network.waysTo(a.network.peerId)
    await b.network.connect(kept)
    expect(b.network.connectedPeers()).to.deep.equal([a.network.peerId])
  })

  it('behavior: what others said of a peer is left out, and more than eight addresses', async () => {
    const { network } = await startPeer()
    const { peerId } = network
    const at = (port: number, isCertified: boolean) => ({
      isCertified,
      multiaddr: multiaddr(`/ip4/10.0.0.1/tcp/${port}`),
    })
    const many = Array.from({ length: 20 }, (_, i) => at(i + 1, true))
    const addresses = [at(99, false), ...many]
    const libp2p = { peerStore: { get: async () => ({ addresses }) } } as unknown as Libp2p
    const [known] = await createAddressBook(libp2p, [], undefined)(peerId)
    expect(known).to.have.length(8)
    expect(known).not.to.include(`/ip4/10.0.0.1/tcp/99/p2p/${peerId}`)
  })

  it('default: bootstrap addresses are those of their peer', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    const [first = ''] = a.network.addresses()
    const c = await startPeer({ reach: { bootstrap: [first, ...b.network.addresses()] } })
    expect(await c.network.waysTo(a.network.peerId)).to.deep.equal([[first]])
    expect(await c.network.waysTo(c.network.peerId)).to.deep.equal([])
  })

  it('behavior: what is said in the local network takes no time of what is known', async () => {
    const { network } = await startPeer()
    const { peerId } = network
    const [said, named] = [`/ip4/10.0.0.9/tcp/1/p2p/${peerId}`, `/ip4/10.0.0.1/tcp/1/p2p/${peerId}`]
    const libp2p = { peerStore: { get: async () => ({ addresses: [] }) } } as unknown as Libp2p
    const ways = createAddressBook(libp2p, [named], { addressOf: () => said })
    expect(await ways(peerId)).to.deep.equal([[said], [named]])
  })

  it('error: a bootstrap address that names no peer', async () => {
    const reach = { bootstrap: ['/ip4/127.0.0.1/tcp/4001'] }
    await expectCode('net/bad-address', startPeer({ reach }))
  })
})
