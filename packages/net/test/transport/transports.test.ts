import { expect } from 'chai'
import {
  endAll,
  expectCode,
  published,
  someBytes,
  startPeer,
  startPeers,
  type TestPeer,
  until,
} from '../support.ts'

const echo = '/test/echo/1'
const vector = '/test/vector/1'

for (const [name, listen] of [
  ['TCP', '/ip4/127.0.0.1/tcp/0'],
  ['WebSocket', '/ip4/127.0.0.1/tcp/0/ws'],
  ['QUIC', '/ip4/127.0.0.1/udp/0/quic-v1'],
] as const)
  describe(`createTransports: ${name}`, () => {
    const startPair = async (): Promise<[TestPeer, TestPeer]> =>
      (await startPeers(2, { listen: [listen] })) as [TestPeer, TestPeer]

    afterEach(endAll)

    it('default: listens where it is told, and nowhere else', async () => {
      const { network } = await startPeer({ listen: [listen] })
      const form = new RegExp(`^${listen.replace('/0', '/\\d+')}/p2p/${network.peerId}$`)
      expect(network.addresses()).to.have.length(1)
      expect(network.addresses()[0]).to.match(form)
    })

    it('default: carries requests, transfers, hints and content', async () => {
      const [a, b] = await startPair()
      const bytes = someBytes(3_000_001)
      const delivered = new Set<string>()
      const hints: Uint8Array[] = []
      a.network.handle(echo, { maxRequestBytes: 100 }, async (_peer, request) => request)
      a.network.offer(
        vector,
        async () => bytes,
        async (peerId) => void delivered.add(peerId),
      )
      a.network.onHint((_peer, hint) => hints.push(hint))
      const cid = await a.network.content.put(bytes)
      const limits = { maxBytes: bytes.length, maxResponseBytes: 100, timeoutMs: 60_000 }
      const { peerId } = a.network
      const short = bytes.subarray(0, 100)
      expect(await b.network.request(peerId, echo, short, limits)).to.deep.equal(short)
      const pulled = await b.network.pull(peerId, vector, new Uint8Array(1), limits)
      expect(Buffer.compare(pulled, bytes)).to.equal(0)
      expect(Buffer.compare(await b.network.content.get(cid, limits), bytes)).to.equal(0)
      await until(() => delivered.has(b.network.peerId), 'the acknowledgement')
      await published(b.network, () => hints.length > 0)
    })

    it('error: the gate of the one who dials', async () => {
      const [a, b] = [await startPeer({ listen: [listen] }), await startPeer({ listen: [listen] })]
      b.gate.admit(a.network.peerId)
      await expectCode('net/not-admitted', a.network.connect(b.network.addresses()))
    })

    it('error: the gate of the one who is dialled', async () => {
      const [a, b] = [await startPeer({ listen: [listen] }), await startPeer({ listen: [listen] })]
      a.gate.admit(b.network.peerId)
      await expectCode('net/refused', a.network.connect(b.network.addresses()))
      expect(b.network.connectedPeers()).to.deep.equal([])
    })

    it('error: somebody else lives at the address', async () => {
      const [a, b, c] = [
        await startPeer(),
        await startPeer({ listen: [listen] }),
        await startPeer(),
      ]
      for (const { gate } of [a, b]) for (const { network } of [a, b, c]) gate.admit(network.peerId)
      const wrong = b.network.addresses()[0]?.replace(b.network.peerId, c.network.peerId) as string
      await expectCode('net/unreachable', a.network.connect([wrong]))
      expect(a.network.connectedPeers()).to.deep.equal([])
    })

    it('behavior: whoever is revoked is cut off, and does not come in again', async () => {
      const [a, b] = await startPair()
      a.gate.revoke(b.network.peerId)
      await until(() => a.network.connectedPeers().length === 0, 'the end here')
      await until(() => b.network.connectedPeers().length === 0, 'the end there')
      await expectCode('net/refused', b.network.connect(a.network.addresses()))
      a.gate.admit(b.network.peerId)
      await b.network.connect(a.network.addresses())
    })
  })
