import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@vain/base'
import { createGate, createNetwork, type Network, netMetrics } from '@vain/net'
import { createMemoryLog, createMemoryMeter, type MemoryMeter } from '@vain/testkit'
import { expect } from 'chai'

const protocol = '/vain/test/1'

describe('metrics of the network', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-metrics-'))
  const gate = createGate()
  const ends: (() => Promise<void>)[] = []
  let [asking, answering]: { network: Network; meter: MemoryMeter }[] = []

  async function start(name: string) {
    const meter = createMemoryMeter()
    const network = await createNetwork(
      { log: createMemoryLog(), gate, meter },
      {
        privateKey: new Secret(new Uint8Array(randomBytes(32))),
        dataFolder: join(folder, name),
        listen: ['/ip4/127.0.0.1/tcp/0'],
        topic: '/vain/1/31337/0x00',
      },
    )
    gate.admit(network.peerId)
    ends.push(() => network.stop())
    return { network, meter }
  }

  before(async () => {
    asking = await start('a')
    answering = await start('b')
    await asking.network.connect(answering.network.addresses())
  })
  after(async () => {
    await Promise.all(ends.map((end) => end()))
    rmSync(folder, { recursive: true, force: true })
  })

  it('default: requests and their bytes are counted by protocol, on both sides', async () => {
    if (asking === undefined || answering === undefined) throw new Error('not started')
    answering.network.handle(protocol, { maxRequestBytes: 100 }, async () => randomBytes(70_000))
    const limits = { maxResponseBytes: 100_000, timeoutMs: 60_000 }
    const { peerId } = answering.network
    await asking.network.request(peerId, protocol, randomBytes(100), limits)
    const refused = asking.network.request(peerId, '/vain/other/1', randomBytes(1), limits)
    expect(await refused.catch(({ code }) => code)).to.equal('net/refused')
    const [asker, answerer] = [asking.meter, answering.meter]
    const { asked, answered, received, sent, wait } = netMetrics
    expect(asker.valueOf(asked, { protocol, outcome: 'answered' })).to.equal(1)
    expect(asker.valueOf(asked, { protocol: '/vain/other/1', outcome: 'refused' })).to.equal(1)
    expect(asker.valueOf(wait, { protocol })).to.equal(1)
    expect(answerer.valueOf(answered, { protocol, outcome: 'answered' })).to.equal(1)
    // With the four bytes of length before each.
    for (const [meter, counter, bytes] of [
      [asker, sent, 104],
      [answerer, received, 104],
      [answerer, sent, 70_004],
      [asker, received, 70_004],
    ] as const)
      expect(meter.valueOf(counter, { protocol }), counter.name).to.equal(bytes)
  })

  it('default: connections are shown by direction and transport', () => {
    const { connections, peers } = netMetrics
    const found = [
      [asking, 'outbound'],
      [answering, 'inbound'],
    ] as const
    for (const [side, direction] of found) {
      expect(side?.meter.valueOf(peers)).to.equal(1)
      expect(side?.meter.valueOf(connections, { direction, transport: 'tcp' })).to.equal(1)
    }
  })

  it('default: artefacts are counted as they are stored and wanted', async () => {
    if (asking === undefined) throw new Error('not started')
    const { network, meter } = asking
    const cid = await network.content.put(randomBytes(1_000))
    await network.content.get(cid, { maxBytes: 1_000, timeoutMs: 10_000 })
    const missing = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'
    const wanted = network.content.get(missing, { maxBytes: 1_000, timeoutMs: 50 })
    expect(await wanted.catch(({ code }) => code)).to.equal('net/timeout')
    expect(meter.valueOf(netMetrics.stored)).to.equal(1_000)
    expect(meter.valueOf(netMetrics.artefacts, { outcome: 'found' })).to.equal(1)
    expect(meter.valueOf(netMetrics.artefacts, { outcome: 'late' })).to.equal(1)
  })
})
