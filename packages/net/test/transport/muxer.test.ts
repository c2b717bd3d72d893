import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { expect } from 'chai'
import { createLibp2p } from 'libp2p'
import { boundedYamux, maxInboundStreams } from '../../src/transport/muxer.ts'

const protocol = '/test/1'
/** Far fewer than any machine can open in a second. */
const rate = { perSecond: 20, burst: 100 }

describe('boundedYamux', () => {
  let pair: [Libp2p, Libp2p]

  beforeEach(async () => {
    const start = (muxer: ReturnType<typeof boundedYamux>): Promise<Libp2p> =>
      createLibp2p({
        addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
        transports: [tcp()],
        connectionEncrypters: [noise()],
        streamMuxers: [muxer],
        services: { identify: identify() },
      })
    pair = [await start(boundedYamux(rate)), await start(yamux({ maxOutboundStreams: 10_000 }))]
    await pair[1].dial(pair[0].getMultiaddrs())
  })

  afterEach(async () => {
    for (const node of pair) await node.stop()
  })

  it('default: so many streams at once, and the next when one has ended', async () => {
    const open: (() => void)[] = []
    const limits = { maxInboundStreams: 10_000, maxOutboundStreams: 10_000 }
    await pair[0].handle(
      protocol,
      (stream) => void open.push(() => stream.abort(new Error())),
      limits,
    )
    const [connection] = pair[1].getConnections()
    const ask = async (): Promise<boolean> =>
      (await connection?.newStream(protocol, limits).catch(() => undefined)) !== undefined
    let opened = 0
    while (opened < 2 * maxInboundStreams && (await ask())) opened += 1
    expect(opened).to.be.within(1, maxInboundStreams)
    for (const end of open) end()
    expect(await ask()).to.equal(true)
  })

  it('behavior: whoever opens them faster is read more slowly, or cut off', async () => {
    let taken = 0
    await pair[0].handle(protocol, (stream) => {
      taken += 1
      stream.abort(new Error())
    })
    const startMs = performance.now()
    const [connection] = pair[1].getConnections()
    for (let i = 0; i < 2 * rate.burst && connection?.status === 'open'; i++)
      await connection.newStream(protocol).catch(() => undefined)
    const seconds = (performance.now() - startMs) / 1_000
    expect(taken).to.be.greaterThan(0)
    // What had been read when the connection was held is taken up all the same.
    expect(taken).to.be.at.most(rate.burst + rate.perSecond * seconds + 20)
  }).timeout(60_000)
})
