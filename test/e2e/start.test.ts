import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { buildSite } from '../../web/server/build/buildSite.ts'
import { buildEnvironment } from '../../web/server/config.ts'
import { readLog } from './logTail.ts'
import { runScript } from './vain.ts'

/** The main job, as a user starts it. */
describe('npm start -- --once', function () {
  this.timeout(600_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-start-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('default: trains, goes on after a restart, and prints its figures', async () => {
    // Three small rounds may be over before the pages are built.
    const { signal } = new AbortController()
    const site = await buildSite(createMemoryLog(), buildEnvironment(), signal)
    site.release()
    const { code, out, err } = await runScript('scripts/devnet/main.ts', [
      ...['--once', '--json', '--rounds', '3', '--port', '0', '--api-port', '0'],
      ...['--portal-port', '0', '--folder', join(folder, 'network')],
    ])
    expect(code, err).to.equal(0)
    const figures = new Map<string, number>(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ name, value }) => [name, value]),
    )
    expect(figures.get('start/certified-rounds')).to.equal(3)
    expect(figures.get('start/test-accuracy')).to.be.greaterThan(0.9)
    for (const name of ['start/first-certified-round', 'start/first-certified-round/warm'])
      expect(figures.get(name), name).to.be.greaterThan(0)
    expect(err).to.include('npx vain audit --rpc-url')
    expect(err).to.include('The portal opens at http://localhost:')
    const portal = readLog(join(folder, 'network', 'portal', 'log.jsonl')).map(({ msg }) => msg)
    expect(portal).to.include.members(['the portal is open', 'stopping'])
  })

  it('behavior: stops at whatever it is doing when it is told to, and goes on later', async () => {
    const options = [
      ...['--once', '--json', '--rounds', '1', '--port', '0', '--api-port', '0'],
      ...['--nodes', '3', '--aggregators', '1', '--validators', '1'],
      ...['--model', 'mnist-mlp', '--no-portal'],
      ...['--folder', join(folder, 'stopped')],
    ]
    const stages = ['Starting the chain', 'Deploying the contracts', 'Making keys', 'in sum']
    for (const stage of stages) {
      const { code, out, err } = await runScript('scripts/devnet/main.ts', options, stage)
      expect(code, `${stage}\n${err}`).to.equal(0)
      expect(err).to.include(stage)
      expect(out, stage).to.equal('')
    }
    const { code, out, err } = await runScript('scripts/devnet/main.ts', options)
    expect(code, err).to.equal(0)
    expect(out).to.include('"name":"start/certified-rounds","value":1,')
  })

  it('error: options that do not fit are refused with the way out', async () => {
    const { code, err } = await runScript('scripts/devnet/main.ts', ['--nodes', '2'])
    expect(code).to.equal(1)
    expect(err).to.include('--nodes')
  })
})
