import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Libp2p, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { expect } from 'chai'
import { createLibp2p } from 'libp2p'
import { relayOrder } from '../../src/reach/relayed.ts'
import {
  atEnd,
  endAll,
  expectCode,
  someBytes,
  startPeer,
  type TestPeer,
  until,
} from '../support.ts'

/** An address where nobody listens, of a peer that only a relay leads to. */
function silentAddress(peerId: string): string {
  return `/ip4/127.0.0.1/tcp/1/p2p/${peerId}`
}

/** A relay, and peers that know it and nobody else. */
async function startAround(count: number): Promise<[TestPeer, ...TestPeer[]]> {
  const relay = await startPeer({ reach: { relay: 'serve' } })
  const peers: TestPeer[] = []
  for (let i = 0; i < count; i++) peers.push(await startPeer({ reach: { relay: 'use' } }))
  const all = [relay, ...peers] as [TestPeer, ...TestPeer[]]
  for (const { gate } of all) for (const { network } of all) gate.admit(network.peerId)
  for (const { network } of peers) await network.connect(relay.network.addresses())
  for (const { network } of peers) await until(() => network.relays().length > 0, 'the reservation')
  return all
}

function routesTo(peer: TestPeer, target: string): string[] {
  return peer.network.links().flatMap(({ peerId, route }) => (peerId === target ? [route] : []))
}

const reach = { reach: { relay: 'use' } } as const

/** A relay that lets everything through, for as long as anybody likes. */
async function startLimitlessRelay(): Promise<Libp2p> {
  const relay = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    privateKey: await generateKeyPair('secp256k1'),
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      relay: circuitRelayServer({ reservations: { applyDefaultLimit: false } }),
    },
  })
  atEnd(async () => await relay.stop())
  return relay
}

const limits = { maxResponseBytes: 8, timeoutMs: 30_000 }

describe('relay', function () {
  this.timeout(60_000)
  afterEach(endAll)

  it('default: leads to a peer that nothing else leads to, and on to a way without limits', async () => {
    const [, a, b] = (await startAround(2)) as [TestPeer, TestPeer, TestPeer]
    const target = b.network.peerId
    b.network.handle('/test/1', { maxRequestBytes: 1 }, async () => Uint8Array.of(7))
    await a.network.connect([silentAddress(target)])
    expect([...(await a.network.request(target, '/test/1', someBytes(1), limits))]).to.deep.equal([
      7,
    ])
    await until(() => routesTo(a, target).some((route) => route !== 'relayed'), 'the other way')
    await until(() => !routesTo(a, target).includes('relayed'), 'the end of the relayed one')
    const bytes = someBytes(300_000)
    b.network.offer(
      '/test/vector/1',
      async () => bytes,
      async () => undefined,
    )
    const pulled = await a.network.pull(target, '/test/vector/1', someBytes(1), {
      maxBytes: bytes.length,
      timeoutMs: 30_000,
    })
    expect(Buffer.from(pulled).equals(bytes)).to.equal(true)
  })

  it('behavior: a relayed connection carries requests and no transfers', async () => {
    const [relay, a] = (await startAround(1)) as [TestPeer, TestPeer]
    // Without WebRTC and without an address: the relay is all there is.
    const [address = ''] = relay.network.addresses()
    const stranger = await createLibp2p({
      addresses: { listen: [`${address}/p2p-circuit`] },
      start: false,
      privateKey: await generateKeyPair('secp256k1'),
      transports: [tcp(), circuitRelayTransport()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() },
    })
    try {
      const target = stranger.peerId.toString()
      for (const { gate } of [relay, a]) gate.admit(target)
      await stranger.start()
      let opened = 0
      const open = (): void => {
        opened += 1
      }
      await stranger.handle('/test/vector/1', open, { runOnLimitedConnection: true })
      const answer = (stream: Stream): void => {
        stream.send(Uint8Array.of(0, 0, 0, 1, 9))
      }
      await stranger.handle('/test/1', answer, { runOnLimitedConnection: true })
      await a.network.connect([silentAddress(target)])
      expect(routesTo(a, target)).to.deep.equal(['relayed'])
      expect([...(await a.network.request(target, '/test/1', someBytes(1), limits))]).to.deep.equal(
        [9],
      )
      const pull = a.network.pull(target, '/test/vector/1', someBytes(1), {
        maxBytes: 1,
        timeoutMs: 20_000,
      })
      await expectCode('net/unreachable', pull)
      expect(opened).to.equal(0)
    } finally {
      await stranger.stop()
    }
  })

  it('behavior: a relay that names no limits carries no more than others', async () => {
    const relay = await startLimitlessRelay()
    const [first, second] = [await startPeer(reach), await startPeer(reach)]
    const target = second.network.peerId
    for (const { gate } of [first, second])
      for (const id of [relay.peerId.toString(), first.network.peerId, target]) gate.admit(id)
    for (const { network } of [first, second])
      await network.connect(relay.getMultiaddrs().map((address) => address.toString()))
    await until(() => second.network.relays().length > 0, 'the reservation')
    await first.network.connect([silentAddress(target)])
    // By now there may be another way, but none over the relay counts as direct.
    const over = first.network.links().filter(({ address }) => address.includes('p2p-circuit'))
    expect(over.map(({ route }) => route)).to.not.include('direct')
  })

  it('error: whom the gate of the relay, or of the peer, does not admit', async () => {
    const [relay, a, b] = (await startAround(2)) as [TestPeer, TestPeer, TestPeer]
    const target = b.network.peerId
    b.gate.revoke(a.network.peerId)
    await expectCode('net/unreachable', a.network.connect([silentAddress(target)]))
    b.gate.admit(a.network.peerId)
    relay.gate.revoke(target)
    await until(() => !relay.network.connectedPeers().includes(target), 'the cut')
    await expectCode('net/unreachable', a.network.connect([silentAddress(target)]))
    await until(() => b.network.relays().length === 0, 'the end of the reservation')
  })

  it('default: both sides find the same relays, and not the peer itself', () => {
    const relays = ['a', 'b', 'c', 'd']
    expect(relayOrder('a', relays)).to.deep.equal(relayOrder('a', [...relays].reverse()))
    expect(relayOrder('a', relays)).to.have.members(['b', 'c', 'd'])
    const firsts = new Set(Array.from({ length: 64 }, (_, i) => relayOrder(`p${i}`, relays)[0]))
    expect(firsts.size).to.equal(4)
  })
})
