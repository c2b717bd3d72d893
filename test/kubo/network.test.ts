/** A network of real daemons beside a real Kubo: see kubo.test.ts. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kubo, openKubo } from '@vain/net'
import { cidOfContent, type RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { createKubo, type KuboProcess } from '../../scripts/kubo/createKubo.ts'
import { openTestNetwork, type TestNetwork } from '../e2e/network.ts'
import { type Outcome, runScript } from '../e2e/vain.ts'

const secret = 'bearer:of-the-test'

describe('a network beside a real Kubo', function () {
  this.timeout(1_800_000)
  let network: TestNetwork
  let process: KuboProcess
  let kubo: Kubo

  before(async () => {
    process = await createKubo()
    network = await openTestNetwork({ model: 'mnist-mlp', aggregators: 1 })
    const kuboSecretFile = join(network.folder.memberFolder('aggregator-0'), 'kubo')
    writeFileSync(kuboSecretFile, `${secret}\n`, { mode: 0o600 })
    await process.start()
    kubo = openKubo({ url: process.apiUrl, timeoutMs: 60_000 })
    network.start('aggregator-0', { kuboUrl: process.apiUrl, kuboSecretFile, logLevel: 'debug' })
    network.startAll(['aggregator-0'])
    await network.until((run) => run.machine.cursor.version >= 1, 900_000)
  })

  after(async () => {
    await network.close()
    await process.close()
  })

  const vain = (command: readonly string[], ...more: string[]): Promise<Outcome> => {
    const { rpcUrl, deployment } = network
    const where = ['--rpc-url', rpcUrl, '--ledger', deployment.ledger]
    return runScript('node/bin/vain.mjs', [...command, ...where, ...more])
  }

  /** Waits until the model of the newest certified round is pinned, and gives all pins by name. */
  async function untilPinned(version: number): Promise<Map<string, string>> {
    const { rounds } = await network.until((run) => run.machine.cursor.version >= version, 900_000)
    const newest = rounds.findLast(({ certificate }) => certificate !== undefined) as RoundView
    const cid = cidOfContent(newest.proposal?.model.content ?? '0x')
    for (;;) {
      const pins = new Map(await kubo.pins())
      if (pins.has(cid)) return pins
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }

  it('default: what the chain names is pinned, under the name of the operator', async () => {
    const pins = await untilPinned(1)
    const { chainId, ledger } = network.deployment
    const names = new Set([...pins.values()].filter((name) => name !== ''))
    expect([...names]).to.have.length(1)
    expect([...names][0]).to.match(new RegExp(`^vain ${chainId} ${ledger} 0x[0-9a-f]{40}$`))
    const configuration = await network.configuration()
    for (const { cid } of [configuration.trainProgram, configuration.genesisModel])
      expect(pins.has(cid), cid).to.equal(true)
    expect(pins.has(network.run().configCid)).to.equal(true)
  })

  it('behavior: one that is killed and comes back gets what came meanwhile', async () => {
    await process.kill()
    const { version } = network.run().machine.cursor
    await network.until((run) => run.machine.cursor.version > version, 900_000)
    await process.start()
    const before = await kubo.pins()
    expect((await untilPinned(version + 1)).size).to.be.greaterThan(before.size)
  })

  it('default: an exported run has the same root there, and is audited from its gateway', async () => {
    const file = join(network.folder.memberFolder('aggregator-0'), 'run.car')
    const exported = await vain(['run', 'export', '1'], '--output', file, '--json')
    expect(exported.code, exported.err).to.equal(0)
    const { root, block, rounds } = JSON.parse(exported.out)
    expect(rounds).to.be.at.least(1)
    expect(await process.ipfs('dag', 'import', file)).to.include(root)
    expect((await kubo.pins()).has(root)).to.equal(true)
    const upTo = ['--up-to', `${block}`]
    const audited = await vain(['audit'], '--source', process.gatewayUrl, ...upTo, '--json')
    expect(audited.code, audited.out).to.equal(0)
    expect(JSON.parse(audited.out).ok).to.equal(true)
  })

  it('behavior: no daemon lets it in over libp2p, as it is no operator', async () => {
    const operators = [...network.follower.view.view.operators.values()]
    const address = operators
      .flatMap(({ endpoints }) => endpoints)
      .find((one) => one.includes('/p2p/'))
    expect(address).to.be.a('string')
    await process.ipfs('swarm', 'connect', address ?? '').catch(() => undefined)
    const peerId = address?.split('/p2p/').at(-1) ?? 'none'
    expect(await process.ipfs('swarm', 'peers')).to.not.include(peerId)
  })
})
