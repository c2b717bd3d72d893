import { peerIdFromString } from '@libp2p/peer-id'
import { expect } from 'chai'
import { createFrameReader } from '../../src/exchange/frameReader.ts'
import { sendFrame } from '../../src/exchange/streams.ts'
import { endAll, someBytes, startPeer, startStranger } from '../support.ts'

describe('sendFrame', () => {
  afterEach(endAll)

  it('behavior: queues no more than a piece beyond what the other side takes', async () => {
    const sender = await startPeer()
    const receiver = await startStranger(sender)
    const bytes = someBytes(8_000_000)
    const { promise, resolve } = Promise.withResolvers<Uint8Array>()
    await receiver.handle('/test/1', async (stream) => {
      resolve(await createFrameReader(stream).read(bytes.length, AbortSignal.timeout(50_000)))
    })
    const other = await startStranger(sender)
    await other.dial(receiver.getMultiaddrs())
    const stream = await other.dialProtocol(peerIdFromString(receiver.peerId.toString()), '/test/1')
    let queuedBytes = 0
    const send = stream.send.bind(stream)
    stream.send = (piece) => {
      const goOn = send(piece)
      queuedBytes = Math.max(queuedBytes, stream.writeBufferLength)
      return goOn
    }
    await sendFrame(stream, bytes, AbortSignal.timeout(50_000))
    expect(Buffer.compare(await promise, bytes)).to.equal(0)
    expect(queuedBytes).to.be.lessThan(2 * 65_536)
  })
})
