import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'chai'
import {
  endAll,
  published,
  someBytes,
  startPeer,
  startStranger,
  type TestPeer,
  until,
} from '../support.ts'

const echo = '/test/echo/1'
const vector = '/test/vector/1'
const bytes = someBytes(300_000)
const limits = { maxBytes: bytes.length, maxResponseBytes: 100, timeoutMs: 60_000 }

/** What one admitted peer does to another, again and again until told to stop. */
const floods: Record<string, (flooder: Libp2p, victim: TestPeer) => Promise<unknown>> = {
  async 'requests, more of them than are answered'(flooder, { network }) {
    const [connection] = flooder.getConnections()
    const stream = await connection?.newStream(echo)
    stream?.send(Uint8Array.of(0, 0, 0, 1, 7))
    expect(network.connectedPeers()).to.include(flooder.peerId.toString())
  },
  async 'streams for nothing'(flooder) {
    const [connection] = flooder.getConnections()
    const stream = await connection?.newStream('/ipfs/ping/1.0.0')
    stream?.abort(new Error('never mind'))
  },
  async 'bytes that are no blocks'(flooder) {
    const [connection] = flooder.getConnections()
    const stream = await connection?.newStream('/ipfs/bitswap/1.2.0')
    stream?.send(someBytes(65_536))
  },
  async 'connections, one beside the other'(flooder, { network }) {
    await flooder.dial(
      network.addresses().map((address) => multiaddr(address)),
      { force: true },
    )
  },
}

describe('a flood by one admitted peer', () => {
  afterEach(endAll)

  for (const [name, flood] of Object.entries(floods))
    it(`behavior: leaves nine others served: ${name}`, async () => {
      const victim = await startPeer()
      const honest = await Promise.all(Array.from({ length: 9 }, () => startPeer()))
      const flooder = await startStranger(victim)
      const hints = new Map<string, number>()
      victim.network.onHint((peerId) => hints.set(peerId, (hints.get(peerId) ?? 0) + 1))
      victim.network.handle(echo, { maxRequestBytes: 100 }, async (_peer, request) => request)
      victim.network.offer(
        vector,
        async () => bytes,
        async () => undefined,
      )
      const cid = await victim.network.content.put(bytes)
      for (const { network, gate } of honest) {
        gate.admit(victim.network.peerId)
        victim.gate.admit(network.peerId)
        await network.connect(victim.network.addresses())
      }
      const over = new AbortController()
      const flooding = Array.from({ length: 4 }, async () => {
        while (!over.signal.aborted) {
          await flood(flooder, victim).catch(() => undefined)
          // The flooder shares this process: it must not starve the others by being busy itself.
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      })
      const { peerId } = victim.network
      await Promise.all(
        honest.map(async ({ network }) => {
          const request = Uint8Array.of(1)
          expect(await network.request(peerId, echo, request, limits)).to.deep.equal(request)
          expect(await network.pull(peerId, vector, request, limits)).to.have.length(bytes.length)
          expect(await network.content.get(cid, limits)).to.have.length(bytes.length)
          await published(network, () => hints.has(network.peerId))
        }),
      )
      over.abort()
      await Promise.all(flooding)
      await until(() => flooder.getConnections().length <= 4, 'the end of further connections')
    }).timeout(120_000)
})
