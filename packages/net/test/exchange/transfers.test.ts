import { createHash } from 'node:crypto'
import type { Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { concatBytes, fromHex, toUint } from '@vain/base'
import { expect } from 'chai'
import { createFrameReader } from '../../src/exchange/frameReader.ts'
import { decodePullRequest, type PullRequest } from '../../src/exchange/pullRequest.ts'
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
import { openLine } from './line.ts'

const protocol = '/test/vector/1'
const request = Uint8Array.of(7)

describe('offer and pull', () => {
  let holder: TestPeer
  let puller: TestPeer
  let vector: Uint8Array
  let deliveries: { peerId: string; request: number[]; digest: string }[]

  beforeEach(async () => {
    ;[holder, puller] = (await startPeers(2)) as [TestPeer, TestPeer]
    vector = someBytes(3_000_000)
    deliveries = []
    holder.network.offer(
      protocol,
      async (_, asked) => (asked[0] === 7 ? vector : undefined),
      async (peerId, asked, digest) => {
        deliveries.push({
          peerId,
          request: [...asked],
          digest: Buffer.from(digest).toString('hex'),
        })
      },
    )
  })
  afterEach(endAll)

  const pull = (maxBytes = 3_000_000, asked = request): Promise<Uint8Array> => {
    const limits = { maxBytes, timeoutMs: 50_000 }
    return puller.network.pull(holder.network.peerId, protocol, asked, limits)
  }
  const digest = (): string => createHash('sha256').update(vector).digest('hex')

  it('default: the bytes arrive and the holder learns so, once', async () => {
    const bytes = await pull()
    expect(Buffer.compare(bytes, vector)).to.equal(0)
    await until(() => deliveries.length > 0)
    expect(deliveries).to.deep.equal([
      { peerId: puller.network.peerId, request: [7], digest: digest() },
    ])
  })

  it('behavior: the same can be pulled again', async () => {
    await pull()
    await pull()
    await until(() => deliveries.length === 2)
  })

  it('error: nothing is offered under that request', async () => {
    await expectCode('net/refused', pull(3_000_000, Uint8Array.of(8)))
    expect(deliveries).to.deep.equal([])
  })

  it('error: more bytes than the puller takes are not taken, nor acknowledged', async () => {
    await expectCode('net/too-large', pull(2_999_999))
    await until(() => holder.lines.length === 1)
    expect(deliveries).to.deep.equal([])
    await pull()
  })

  it('error: a wrong acknowledgement does not count', async () => {
    const stream = await askAsStranger()
    await readBytes(stream, 4 + vector.length)
    stream.send(Uint8Array.from([0, 0, 0, 32, ...new Uint8Array(32)]))
    await until(() => stream.status === 'reset')
    expect(deliveries).to.deep.equal([])
    expect(holder.lines.map(({ fields }) => fields.error)).to.deep.equal(['net/wrong-digest'])
  })

  it('error: a puller that dies in the middle was not delivered to', async () => {
    const stream = await askAsStranger()
    await readBytes(stream, 100_000)
    stream.abort(new Error('died'))
    await until(() => holder.lines.length === 1)
    expect(deliveries).to.deep.equal([])
  })

  it('error: a puller that takes all and says nothing was not delivered to', async () => {
    const stream = await askAsStranger()
    await readBytes(stream, 4 + vector.length)
    await stream.close()
    await until(() => holder.lines.length === 1)
    expect(deliveries).to.deep.equal([])
  })

  it('behavior: who has it all already gets nothing more, and acknowledges it', async () => {
    const stream = await askAsStranger(vector.length)
    const gone = readBytes(stream, 5).then(() => 'more')
    await readBytes(stream, 4)
    stream.send(concatBytes(toUint(32, 32), fromHex(digest())))
    await until(() => deliveries.length > 0)
    expect(await Promise.race([gone, 'nothing'])).to.equal('nothing')
    expect(deliveries.map((delivery) => delivery.digest)).to.deep.equal([digest()])
  })

  it('error: beyond the end there is nothing', async () => {
    const stream = await askAsStranger(vector.length + 1)
    await until(() => stream.status === 'reset')
    expect(holder.lines.map(({ fields }) => fields.error)).to.deep.equal(['net/not-offered'])
  })

  it('error: a request that does not say where to begin', async () => {
    const stranger = await startStranger(holder)
    const stream = await stranger.dialProtocol(peerIdFromString(holder.network.peerId), protocol)
    stream.send(frameOf(Uint8Array.of(0, 0, 7)))
    await until(() => stream.status === 'reset')
    expect(holder.lines.map(({ fields }) => fields.error)).to.deep.equal(['net/not-offered'])
  })

  async function askAsStranger(from = 0): Promise<Stream> {
    const stranger = await startStranger(holder)
    const stream = await stranger.dialProtocol(peerIdFromString(holder.network.peerId), protocol)
    stream.send(frameOf(concatBytes(toUint(from, 32), request)))
    return stream
  }
})

type Answer = [send: (from: number) => Uint8Array, missing: number | 'silent']

describe('a pull that broke off', () => {
  const vector = someBytes(4_000_000)
  const limits = { maxBytes: vector.length, timeoutMs: 50_000 }
  const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

  afterEach(endAll)

  it('default: goes on where the line was cut', async () => {
    const [holder, puller] = [await startPeer(), await startPeer()]
    const { peerId } = holder.network
    holder.gate.admit(puller.network.peerId)
    puller.gate.admit(peerId)
    const digests: string[] = []
    holder.network.offer(
      protocol,
      async () => vector,
      async (_peer, _request, digest) => void digests.push(Buffer.from(digest).toString('hex')),
    )
    const port = /tcp\/(\d+)/.exec(`${holder.network.addresses()}`)?.[1]
    const line = await openLine(Number(port))
    const connect = (): Promise<void> =>
      puller.network.connect([`/ip4/127.0.0.1/tcp/${line.port}/p2p/${peerId}`])
    await connect()
    line.hangUpAt(line.carriedBytes() + vector.length / 2)
    await expectCode('net/closed', puller.network.pull(peerId, protocol, request, limits))
    await until(() => puller.network.connectedPeers().length === 0, 'the end of the connection')
    expect(digests).to.deep.equal([])

    await connect()
    const bytes = await puller.network.pull(peerId, protocol, request, limits)
    expect(Buffer.compare(bytes, vector)).to.equal(0)
    await until(() => digests.length > 0)
    expect(digests).to.deep.equal([digestOf(vector)])
    // A second time came what a message of Noise had begun when the line was cut, and a handshake.
    expect(line.carriedBytes()).to.be.below(vector.length + 300_000)
  })

  it('behavior: goes on until all has come, and then begins anew', async () => {
    const { asked, pull } = await startLiar([
      [(from) => vector.subarray(from, 1_000_000), 3_000_000],
      [(from) => vector.subarray(from, 2_500_000), 1_500_000],
      [(from) => vector.subarray(from), 0],
      [(from) => vector.subarray(from), 0],
    ])
    await expectCode('net/refused', pull())
    await expectCode('net/refused', pull())
    expect(Buffer.compare(await pull(), vector)).to.equal(0)
    expect(Buffer.compare(await pull(), vector)).to.equal(0)
    expect(asked.map(({ from }) => from)).to.deep.equal([0, 1_000_000, 2_500_000, 0])
  })

  it('behavior: goes on after it was late', async () => {
    const { asked, pull } = await startLiar([
      [(from) => vector.subarray(from, 1_000_000), 'silent'],
      [(from) => vector.subarray(from), 0],
    ])
    await expectCode('net/timeout', pull({ ...limits, timeoutMs: 5_000 }))
    expect(Buffer.compare(await pull(), vector)).to.equal(0)
    expect(asked.map(({ from }) => from > 0)).to.deep.equal([false, true])
  })

  it('behavior: what was kept for one request is not what another one asks for', async () => {
    const { asked, pull } = await startLiar([
      [() => vector.subarray(0, 1_000_000), 3_000_000],
      [() => vector, 0],
    ])
    await expectCode('net/refused', pull())
    await pull(limits, Uint8Array.of(8))
    expect(asked.map(({ from }) => from)).to.deep.equal([0, 0])
  })

  it('behavior: a holder that sends other bytes later is acknowledged what came', async () => {
    const others = someBytes(3_000_000)
    const { acknowledged, pull } = await startLiar([
      [() => vector.subarray(0, 1_000_000), 3_000_000],
      [() => others, 0],
    ])
    await expectCode('net/refused', pull())
    const bytes = await pull()
    expect(Buffer.compare(bytes, concatBytes(vector.subarray(0, 1_000_000), others))).to.equal(0)
    await until(() => acknowledged.length > 0)
    expect(acknowledged).to.deep.equal([digestOf(bytes)])
    expect(digestOf(bytes)).to.not.equal(digestOf(vector))
  })

  it('error: with what was kept it is too much', async () => {
    const { pull } = await startLiar([
      [() => vector.subarray(0, 1_000_000), 3_000_000],
      [() => vector.subarray(0, 3_000_001), 0],
    ])
    await expectCode('net/refused', pull())
    await expectCode('net/too-large', pull())
  })

  /** A holder that answers as told: with bytes, and then none of those that it had said it has. */
  async function startLiar(answers: Answer[]): Promise<{
    asked: PullRequest[]
    acknowledged: string[]
    pull(within?: typeof limits, named?: Uint8Array): Promise<Uint8Array>
  }> {
    const puller = await startPeer()
    const liar = await startStranger(puller)
    const asked: PullRequest[] = []
    const acknowledged: string[] = []
    await liar.handle(protocol, async (stream) => {
      const { signal } = new AbortController()
      const reader = createFrameReader(stream)
      const request = decodePullRequest(await reader.read(100, signal)) as PullRequest
      asked.push(request)
      const [send, missing] = answers.shift() as Answer
      const sent = send(request.from)
      const length = sent.length + (missing === 'silent' ? 1 : missing)
      for (let at = 0; at < length; at += 65_536) {
        const piece = sent.subarray(at, at + 65_536)
        if (!stream.send(at === 0 ? concatBytes(toUint(length, 32), piece) : piece))
          await new Promise((resolve) => stream.addEventListener('drain', resolve, { once: true }))
      }
      if (missing === 'silent') return
      if (missing > 0) return stream.abort(new Error('no more'))
      acknowledged.push(Buffer.from(await reader.read(32, signal)).toString('hex'))
      await stream.close()
    })
    const id = liar.peerId.toString()
    const pull = (within = limits, named = request): Promise<Uint8Array> =>
      puller.network.pull(id, protocol, named, within)
    return { asked, acknowledged, pull }
  }
})

const frameOf = (body: Uint8Array): Uint8Array => concatBytes(toUint(body.length, 32), body)

/** Reads at least so many bytes; the stream stays open. */
function readBytes(stream: Stream, count: number): Promise<void> {
  let left = count
  return new Promise((resolve) => {
    stream.addEventListener('message', ({ data }) => {
      left -= data.byteLength
      if (left <= 0) resolve()
    })
  })
}
