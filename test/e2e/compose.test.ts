/** docker-compose.yml gives a network that certifies models, as far as processes without containers show. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRpc, createFollower, readDeployment } from '@vain/chain'
import type { Portal } from '@vain/indexer'
import { createLog, systemClock } from '@vain/service'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { buildSite } from '../../web/server/build/buildSite.ts'
import { exportFolder } from '../../web/server/build/exportSite.ts'
import { buildEnvironment } from '../../web/server/config.ts'
import { readServices } from './compose/composeFile.ts'
import { type Play, playCompose } from './compose/playCompose.ts'
import { runScript } from './vain.ts'

const services = readServices('docker-compose.yml').filter(({ target }) => target !== undefined)
const daemons = services.filter(({ target = '' }) => ['node', 'aggregator'].includes(target))
const lasting = [...daemons.map(({ name }) => name), 'portal']

describe('docker compose up', function () {
  this.timeout(600_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-compose-'))
  let play: Play
  before(async () => {
    // The image has them.
    const { signal } = new AbortController()
    const site = await buildSite(createMemoryLog(), buildEnvironment(), signal)
    cpSync(site.folder, exportFolder, { recursive: true })
    site.release()
    play = playCompose(services, folder)
  })
  after(async () => {
    await play.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const network = () => {
    const deploy = services.find(({ name }) => name === 'deploy') ?? expect.fail('no deploy')
    return JSON.parse(readFileSync(join(play.pathOf(deploy, '/network'), 'node.json'), 'utf8'))
  }

  async function untilVersion(version: number): Promise<void> {
    const { rpcUrl, ledger } = network()
    const rpc = connectRpc(rpcUrl)
    const log = createLog({ level: 'error', format: 'pretty', name: 'test' })
    const deployment = await readDeployment(rpc, ledger)
    const follower = createFollower({ rpc, clock: systemClock, log }, { deployment })
    try {
      await follower.start()
      await follower.waitFor(
        ({ view }) => (view.runs.get(1)?.machine.cursor.version ?? 0) >= version,
        { timeoutMs: 500_000 },
      )
    } finally {
      await follower.stop()
      rpc.close()
    }
  }

  async function untilHealthy(): Promise<void> {
    for (const name of lasting)
      while (!(await play.isHealthy(name)))
        expect(play.isRunning(name), play.outputOf(name)).to.equal(true)
  }

  it('default: every service does its part, and models are certified', async () => {
    await play.start()
    expect(await play.ended('fund'), play.outputOf('fund')).to.equal(0)
    await untilHealthy()
    await untilVersion(1)
    const { rpcUrl, ledger } = network()
    const { code, out } = await runScript('node/bin/vain.mjs', [
      ...['audit', '--rpc-url', rpcUrl, '--ledger', ledger],
    ])
    expect(code, out).to.equal(0)
  })

  it('default: the portal shows this network, on pages that run no script but their own', async () => {
    const url = `http://${play.addressOf('portal')}:3000`
    const answer = await fetch(`${url}/api/v1/portal`)
    const { contracts, nodeApis, developmentWallet, relay } = (await answer.json()) as Portal
    expect(contracts).to.include({ ledger: network().ledger.toLowerCase() })
    expect(contracts).to.have.property('governor')
    expect(nodeApis).to.have.length(daemons.length)
    expect(developmentWallet?.accounts).to.not.equal(undefined)
    expect(relay).to.not.equal(undefined)
    const page = await fetch(`${url}/governance`)
    expect(page.headers.get('content-security-policy')).to.match(
      /^default-src 'none'; script-src 'self' [^;]*'sha256-/,
    )
    expect(await page.text()).to.match(/^<!DOCTYPE html>/i)
  })

  it('behavior: everything stops in time when it is told to', async () => {
    const ends = await play.stop()
    expect([...ends.keys()]).to.include.members([...lasting, 'chain'])
    for (const [name, end] of ends) expect(end, name).to.equal(0)
  })

  it('behavior: started again it deploys and sends nothing, and goes on', async () => {
    await play.start()
    expect(await play.ended('fund')).to.equal(0)
    const sent = play.outputOf('fund').match(/ VAIN/g)
    expect(sent, play.outputOf('fund')).to.have.length(daemons.length)
    await untilHealthy()
    await untilVersion(2)
  })
})
