import { createHash } from 'node:crypto'
import type { Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { expect } from 'chai'
import {
  endAll,
  expectCode,
  someBytes,
  startPeers,
  startStranger,
  type TestPeer,
  until,
} from '../support.ts'

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

  it('behavior: shows the pieces as they come', async () => {
    const hash = createHash('sha256')
    let pieces = 0
    const limits = { maxBytes: 3_000_000, timeoutMs: 50_000 }
    await puller.network.pull(holder.network.peerId, protocol, request, limits, (piece) => {
      hash.update(piece)
      pieces += 1
    })
    expect(hash.digest('hex')).to.equal(digest())
    expect(pieces).to.be.greaterThan(10)
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

  async function askAsStranger(): Promise<Stream> {
    const stranger = await startStranger(holder)
    const stream = await stranger.dialProtocol(peerIdFromString(holder.network.peerId), protocol)
    stream.send(Uint8Array.from([0, 0, 0, 1, ...request]))
    return stream
  }
})

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
