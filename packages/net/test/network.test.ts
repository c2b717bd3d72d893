import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Secret } from '@vain/base'
import { expect } from 'chai'
import { createNetwork, type NetworkOptions } from '../src/index.ts'
import {
  endAll,
  expectCode,
  recordLog,
  startPeer,
  startPeers,
  type TestPeer,
  until,
} from './support.ts'

describe('createNetwork', () => {
  afterEach(endAll)

  it('default: peers that admit each other connect', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    a.gate.admit(b.network.peerId)
    b.gate.admit(a.network.peerId)
    await a.network.connect(b.network.addresses())
    expect(a.network.connectedPeers()).to.deep.equal([b.network.peerId])
    await until(() => b.network.connectedPeers().includes(a.network.peerId))
  })

  it('behavior: connecting again, or both at once, makes one connection', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    a.gate.admit(b.network.peerId)
    b.gate.admit(a.network.peerId)
    const addresses = b.network.addresses()
    await Promise.all([a.network.connect(addresses), a.network.connect(addresses)])
    await a.network.connect(addresses)
    expect(a.network.connectedPeers()).to.have.length(1)
  })

  it('behavior: connects to several peers in one call and passes itself over', async () => {
    const peers = [await startPeer(), await startPeer(), await startPeer()] as const
    for (const { gate } of peers) for (const { network } of peers) gate.admit(network.peerId)
    await peers[0].network.connect(peers.flatMap(({ network }) => network.addresses()))
    expect(peers[0].network.connectedPeers()).to.have.members([
      peers[1].network.peerId,
      peers[2].network.peerId,
    ])
  })

  it('error: does not dial whom its own gate does not admit', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    b.gate.admit(a.network.peerId)
    await expectCode('net/not-admitted', a.network.connect(b.network.addresses()))
    expect(b.network.connectedPeers()).to.deep.equal([])
  })

  it('error: is told when the gate of the other side does not admit it', async () => {
    const [a, b] = [await startPeer(), await startPeer()]
    a.gate.admit(b.network.peerId)
    await expectCode('net/refused', a.network.connect(b.network.addresses()))
    await until(() => a.network.connectedPeers().length === 0)
    expect(b.network.connectedPeers()).to.deep.equal([])
  })

  it('behavior: a peer that is revoked is cut off and not let in again', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    a.gate.revoke(b.network.peerId)
    await until(() => a.network.connectedPeers().length === 0)
    await until(() => b.network.connectedPeers().length === 0)
    await expectCode('net/refused', b.network.connect(a.network.addresses()))
  })

  it('behavior: a peer that is admitted again can come back', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    a.gate.revoke(b.network.peerId)
    await until(() => b.network.connectedPeers().length === 0)
    a.gate.admit(b.network.peerId)
    await b.network.connect(a.network.addresses())
    await until(() => a.network.connectedPeers().includes(b.network.peerId))
  })

  it('error: an address without a peer, or of nobody', async () => {
    const { network, gate } = await startPeer()
    const other = await startPeer()
    gate.admit(other.network.peerId)
    await expectCode('net/bad-address', network.connect(['/ip4/127.0.0.1/tcp/1']))
    await expectCode('net/bad-address', network.connect(['nowhere']))
    const silent = `/ip4/127.0.0.1/tcp/1/p2p/${other.network.peerId}`
    await expectCode('net/unreachable', network.connect([silent]))
  })

  it('error: the address is that of another peer', async () => {
    const [a, b, c] = [await startPeer(), await startPeer(), await startPeer()]
    a.gate.admit(c.network.peerId)
    b.gate.admit(a.network.peerId)
    const address = b.network.addresses()[0]?.replace(b.network.peerId, c.network.peerId) as string
    await expectCode('net/unreachable', a.network.connect([address]))
    expect(a.network.connectedPeers()).to.deep.equal([])
  })

  it('behavior: stop ends what is under way and can be repeated', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    b.network.handle('/test/1', { maxRequestBytes: 1 }, () => new Promise(() => undefined))
    const limits = { maxResponseBytes: 1, timeoutMs: 50_000 }
    const request = a.network.request(b.network.peerId, '/test/1', new Uint8Array(1), limits)
    const refused = expectCode('net/closed', request)
    await Promise.all([a.network.stop(), a.network.stop()])
    await refused
    await expectCode('net/closed', a.network.connect(b.network.addresses()))
    await until(() => b.network.connectedPeers().length === 0)
  })

  it('error: an address, a folder or a key that will not do', async () => {
    const { network, gate, dataFolder } = await startPeer()
    const [taken] = network.addresses()
    const listen = [taken?.replace(/\/p2p.*/, '') as string]
    const free = ['/ip4/127.0.0.1/tcp/0']
    const file = join(dataFolder, 'file')
    await writeFile(file, '')
    const privateKey = new Secret(new Uint8Array(32).fill(1))
    const noKey = new Secret(new Uint8Array(32))
    const start = (options: Omit<NetworkOptions, 'topic'>): Promise<unknown> =>
      createNetwork({ log: recordLog([]), gate }, { ...options, topic: 't' })
    await expectCode('net/cannot-listen', start({ privateKey, dataFolder, listen }))
    await expectCode('net/cannot-store', start({ privateKey, dataFolder: file, listen: free }))
    await expectCode('net/bad-key', start({ privateKey: noKey, dataFolder, listen: free }))
  })

  it('behavior: shows no private key', async () => {
    const { network, privateKey } = await startPeer()
    const shown = inspect(network, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    expect(shown).to.include(network.peerId)
    expect(shown).not.to.include(Buffer.from(privateKey).toString('hex'))
    // As inspect shows byte arrays.
    expect(shown.replace(/\s+/g, '')).not.to.include([...privateKey.subarray(0, 8)].join(','))
  })
})
