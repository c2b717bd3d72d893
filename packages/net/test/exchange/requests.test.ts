import { peerIdFromString } from '@libp2p/peer-id'
import { expect } from 'chai'
import {
  endAll,
  expectCode,
  someBytes,
  startPeer,
  startPeers,
  startStranger,
  type TestPeer,
  until,
} from '../support.ts'

const protocol = '/test/echo/1'
const limits = { maxResponseBytes: 1_000, timeoutMs: 50_000 }
const echo = async (_: string, request: Uint8Array): Promise<Uint8Array> => request

/** Asks with more and more patience, and loses it each time, until the handler was asked. */
async function giveUp(
  ask: (timeoutMs: number) => Promise<unknown>,
  wasAsked: () => boolean,
): Promise<void> {
  for (let timeoutMs = 50; !wasAsked(); timeoutMs *= 2)
    await expectCode('net/timeout', ask(timeoutMs))
}

describe('handle and request', () => {
  let a: TestPeer
  let b: TestPeer
  let peerId: string

  beforeEach(async () => {
    ;[a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    peerId = b.network.peerId
  })
  afterEach(endAll)

  it('default: the answer comes back, and the handler knows who asked', async () => {
    b.network.handle(protocol, { maxRequestBytes: 3 }, async (from, request) => {
      expect(from).to.equal(a.network.peerId)
      return request.toReversed()
    })
    const answer = await a.network.request(peerId, protocol, Uint8Array.of(1, 2, 3), limits)
    expect([...answer]).to.deep.equal([3, 2, 1])
  })

  it('behavior: nothing, and as much as is allowed, go both ways', async () => {
    b.network.handle(protocol, { maxRequestBytes: 1_000_000 }, echo)
    for (const length of [0, 1, 65_536, 1_000_000]) {
      const request = someBytes(length)
      const wide = { maxResponseBytes: length, timeoutMs: 50_000 }
      const answer = await a.network.request(peerId, protocol, request, wide)
      expect(Buffer.compare(answer, request)).to.equal(0)
    }
  })

  it('error: a request that is too large never reaches the handler', async () => {
    let called = false
    b.network.handle(protocol, { maxRequestBytes: 10 }, async () => {
      called = true
      return new Uint8Array()
    })
    for (const length of [11, 5_000_000])
      await expectCode(
        'net/refused',
        a.network.request(peerId, protocol, new Uint8Array(length), limits),
      )
    expect(called).to.equal(false)
  })

  it('error: an answer that is too large is not read', async () => {
    b.network.handle(protocol, { maxRequestBytes: 10 }, async () => new Uint8Array(1_001))
    await expectCode(
      'net/too-large',
      a.network.request(peerId, protocol, new Uint8Array(1), limits),
    )
  })

  it('error: a handler that is too slow, and that is told so', async () => {
    let [asked, told] = [false, false]
    b.network.handle(protocol, { maxRequestBytes: 10 }, (_, __, signal) => {
      asked = true
      signal.addEventListener('abort', () => {
        told = true
      })
      return new Promise(() => undefined)
    })
    await giveUp(
      (timeoutMs) =>
        a.network.request(peerId, protocol, new Uint8Array(1), { ...limits, timeoutMs }),
      () => asked,
    )
    await until(() => told)
  })

  it('error: too many requests of one peer at once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let running = 0
    b.network.handle(protocol, { maxRequestBytes: 10, maxConcurrent: 2 }, async (_, request) => {
      running += 1
      await promise
      return request
    })
    const ask = (): Promise<Uint8Array> =>
      a.network.request(peerId, protocol, new Uint8Array(1), limits)
    const first = [ask(), ask()]
    await until(() => running === 2)
    await expectCode('net/refused', ask())
    resolve()
    await Promise.all(first)
    expect(running).to.equal(2)
    await ask()
  })

  it('error: giving up and asking again starts no second handler', async () => {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>()
    let [asked, told] = [0, 0]
    b.network.handle(protocol, { maxRequestBytes: 10, maxConcurrent: 1 }, (_, __, signal) => {
      asked += 1
      signal.addEventListener('abort', () => {
        told += 1
      })
      return promise
    })
    const ask = (timeoutMs: number): Promise<Uint8Array> =>
      a.network.request(peerId, protocol, new Uint8Array(1), { ...limits, timeoutMs })
    await giveUp(ask, () => asked > 0)
    await until(() => told > 0)
    await expectCode('net/refused', ask(limits.timeoutMs))
    expect(asked).to.equal(1)
    resolve(new Uint8Array(1))
    await promise
    await ask(limits.timeoutMs)
  })

  it('error: a request and the end of its stream that come together start no handler', async () => {
    let asked = 0
    b.network.handle(protocol, { maxRequestBytes: 10, maxConcurrent: 1 }, () => {
      asked += 1
      return new Promise(() => undefined)
    })
    const stranger = await startStranger(b)
    for (let i = 0; i < 50; i++) {
      const stream = await stranger.dialProtocol(peerIdFromString(b.network.peerId), protocol)
      stream.send(Uint8Array.of(0, 0, 0, 1, 7))
      stream.abort(new Error('given up'))
    }
    await until(() => b.lines.length >= 49, 'the end of all but one')
    expect(asked).to.be.at.most(1)
  })

  it('error: a handler that throws refuses, is logged, and goes on serving', async () => {
    let broken = true
    b.network.handle(protocol, { maxRequestBytes: 10 }, async (_, request) => {
      if (broken) throw new Error('broken')
      return request
    })
    const ask = (): Promise<Uint8Array> =>
      a.network.request(peerId, protocol, new Uint8Array(1), limits)
    await expectCode('net/refused', ask())
    expect(b.lines.map(({ level, fields }) => [level, fields.protocol])).to.deep.equal([
      ['error', protocol],
    ])
    broken = false
    await ask()
  })

  it('error: nobody serves the protocol, nobody is there, nobody is named', async () => {
    const nothing = new Uint8Array()
    const stranger = await startPeer()
    const { peerId: unknown } = stranger.network
    await expectCode('net/refused', a.network.request(peerId, '/test/2', nothing, limits))
    await expectCode('net/unreachable', a.network.request(unknown, protocol, nothing, limits))
    await expectCode('net/bad-peer', a.network.request('me', protocol, nothing, limits))
  })

  it('error: the peer is revoked while it waits', async () => {
    let asked = false
    b.network.handle(protocol, { maxRequestBytes: 10 }, () => {
      asked = true
      return new Promise(() => undefined)
    })
    const request = a.network.request(peerId, protocol, new Uint8Array(1), limits)
    const outcome = expectCode('net/closed', request)
    await until(() => asked)
    a.gate.revoke(peerId)
    await outcome
  })

  for (const [name, bytes, close] of [
    ['half a length', [0, 0], true],
    ['half a request', [0, 0, 0, 9, 1], true],
    ['four gigabytes announced', [255, 255, 255, 255], false],
    ['no byte at all', [], true],
  ] as const)
    it(`malformed: ${name} resets the stream and harms nobody`, async () => {
      let called = false
      b.network.handle(protocol, { maxRequestBytes: 10 }, async (_, request) => {
        called = true
        return request
      })
      const stranger = await startStranger(b)
      const stream = await stranger.dialProtocol(peerIdFromString(peerId), protocol)
      if (bytes.length > 0) stream.send(Uint8Array.from(bytes))
      if (close) await stream.close()
      await until(() => stream.status === 'reset')
      expect(called).to.equal(false)
      await a.network.request(peerId, protocol, new Uint8Array(1), limits)
    })

  it('malformed: more than a request resets the stream', async () => {
    b.network.handle(protocol, { maxRequestBytes: 10 }, () => new Promise(() => undefined))
    const stranger = await startStranger(b)
    const stream = await stranger.dialProtocol(peerIdFromString(peerId), protocol)
    stream.send(Uint8Array.from([0, 0, 0, 1, 1]))
    stream.send(new Uint8Array(100_000))
    await until(() => stream.status === 'reset')
  })

  it('malformed: an answer that ends in the middle', async () => {
    const stranger = await startStranger(b)
    await stranger.handle(protocol, async (stream) => {
      stream.send(Uint8Array.of(0, 0, 0, 9, 1))
      await stream.close()
    })
    const id = stranger.peerId.toString()
    await expectCode('net/closed', b.network.request(id, protocol, new Uint8Array(1), limits))
  })
})
