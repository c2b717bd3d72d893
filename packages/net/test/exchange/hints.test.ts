import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { peerIdFromString } from '@libp2p/peer-id'
import { expect } from 'chai'
import {
  endAll,
  expectCode,
  startPeer,
  startPeers,
  startStranger,
  type TestPeer,
  topic,
  until,
} from '../support.ts'

describe('publish and onHint', () => {
  afterEach(endAll)

  it('default: a hint reaches the others, also those it has no connection with', async () => {
    const [a, b, c] = (await startPeers(3)) as [TestPeer, TestPeer, TestPeer]
    const heard = [listen(a), listen(b), listen(c)] as const
    await publishUntil(b, () => heard[0].length > 0 && heard[2].length > 0)
    expect(heard[1]).to.deep.equal([])
    for (const hint of [...heard[0], ...heard[2]]) expect(hint.from).to.equal(b.network.peerId)
  })

  it('behavior: what a peer wrote that is not admitted here is not delivered', async () => {
    const [a, b, c] = [await startPeer(), await startPeer(), await startPeer()]
    // b admits everyone, a does not admit c.
    for (const peer of [a, b, c]) b.gate.admit(peer.network.peerId)
    a.gate.admit(b.network.peerId)
    c.gate.admit(b.network.peerId)
    await a.network.connect(b.network.addresses())
    await c.network.connect(b.network.addresses())
    const [heardByA, heardByB] = [listen(a), listen(b)]
    await publishUntil(c, () => heardByB.length >= 3)
    // Whatever b passed on to a went ahead of this.
    await publishUntil(b, () => heardByA.some(({ from }) => from === b.network.peerId))
    expect(heardByA.filter(({ from }) => from === c.network.peerId)).to.deep.equal([])
  })

  it('behavior: a listener can leave, and one that throws disturbs nobody', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const before: unknown[] = []
    const leave = a.network.onHint((_, bytes) => before.push(bytes))
    leave()
    a.network.onHint(() => {
      throw new Error('broken')
    })
    const heard = listen(a)
    await publishUntil(b, () => heard.length > 0)
    expect(before).to.deep.equal([])
    expect(a.lines[0]?.level).to.equal('error')
  })

  it('behavior: a hint that a peer made too large is not delivered', async () => {
    const peer = await startPeer()
    const services = { gossip: gossipsub({ allowPublishToZeroTopicPeers: true }) }
    const stranger = await startStranger<{ gossip: GossipSub }>(peer, services)
    stranger.services.gossip.subscribe(topic)
    const heard = listen(peer)
    const publish = (bytes: Uint8Array): unknown => stranger.services.gossip.publish(topic, bytes)
    await repeatUntil(
      (count) => publish(Uint8Array.of(count)),
      () => heard.length > 0,
    )
    publish(new Uint8Array(4097))
    const before = heard.length
    await repeatUntil(
      (count) => publish(Uint8Array.of(1, count)),
      () => heard.length > before,
    )
    expect(heard.every(({ bytes }) => bytes.length <= 2)).to.equal(true)
  })

  it('behavior: a hint costs one signature check, however many pass it on', async () => {
    const peers = await startPeers(6)
    for (const { network } of peers)
      for (const other of peers)
        if (other.network !== network) await network.connect(other.network.addresses())
    const [author, ...others] = peers as [TestPeer, ...TestPeer[]]
    const heard = others.map(listen)
    await publishUntil(author, () => heard.every(({ length }) => length > 0))
    const known = Math.max(...heard.map(({ length }) => length))
    await until(() => heard.every(({ length }) => length === known))
    const checks = countChecks(author)
    for (let i = 0; i < 40; i++) await author.network.publish(Uint8Array.of(1, i))
    await until(() => heard.every(({ length }) => length === known + 40))
    // Two copies that come at once may both be looked at.
    expect(checks()).to.be.within(40 * others.length, 40 * others.length * 1.5)
  })

  it('error: a hint that is too large', async () => {
    const { network } = await startPeer()
    await network.publish(new Uint8Array(4096))
    await expectCode('net/too-large', network.publish(new Uint8Array(4097)))
  })
})

function listen({ network }: TestPeer): { from: string; bytes: Uint8Array }[] {
  const heard: { from: string; bytes: Uint8Array }[] = []
  network.onHint((from, bytes) => heard.push({ from, bytes }))
  return heard
}

/** Counts how often this process looks at a signature of a peer's kind of key, until it is asked. */
function countChecks({ network }: TestPeer): () => number {
  const keys = Object.getPrototypeOf(peerIdFromString(network.peerId).publicKey)
  const { verify } = keys
  let count = 0
  keys.verify = function (...args: unknown[]) {
    count += 1
    return verify.apply(this, args)
  }
  return () => {
    keys.verify = verify
    return count
  }
}

function publishUntil({ network }: TestPeer, condition: () => boolean): Promise<void> {
  return repeatUntil((count) => void network.publish(Uint8Array.of(count)), condition)
}

/** Hints get lost until the mesh stands: repeats them, each a new one, until the condition holds. */
async function repeatUntil(
  publish: (count: number) => unknown,
  condition: () => boolean,
): Promise<void> {
  let count = 0
  let nextMs = 0
  await until(() => {
    if (!condition() && performance.now() >= nextMs) {
      nextMs = performance.now() + 50
      publish(count++)
    }
    return condition()
  })
}
