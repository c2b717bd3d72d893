import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkFiles, checkListen, checkMachine } from '../../../src/cli/node/checkMachine.ts'
import { checkChain, checkClock, checkNat } from '../../../src/cli/node/checkNetwork.ts'
import { render } from '../../../src/cli/node/doctor.ts'
import type { Finding } from '../../../src/cli/node/findings.ts'

const statesOf = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ name, state }) => [name, state]))

describe('vain node doctor', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-doctor-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('default: an old Node is bad, little memory worth a note', () => {
    expect(statesOf(checkMachine('24.1.0', 2 ** 33))).to.deep.equal({
      Node: 'good',
      memory: 'good',
    })
    expect(statesOf(checkMachine('20.9.0', 2 ** 29))).to.deep.equal({ Node: 'bad', memory: 'note' })
  })

  it('behavior: a key that others can read is bad', async () => {
    const keystore = join(folder, 'keystore.json')
    await writeFile(keystore, '{}', { mode: 0o600 })
    expect(statesOf(await checkFiles({ dataFolder: folder }))).to.include({
      'data folder': 'good',
      keystore: 'good',
    })
    await chmod(keystore, 0o644)
    await chmod(folder, 0o755)
    expect(statesOf(await checkFiles({ dataFolder: folder }))).to.include({
      'data folder': 'note',
      keystore: 'bad',
    })
    const nowhere = join(folder, 'nowhere')
    expect(statesOf(await checkFiles({ dataFolder: nowhere }))).to.deep.equal({
      'data folder': 'note',
    })
  })

  it('behavior: a port that is taken is worth a note, an address of others bad', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const states = await checkListen([
      '/ip4/127.0.0.1/tcp/0',
      `/ip4/127.0.0.1/tcp/${port}`,
      '/ip4/192.0.2.1/tcp/0',
    ])
    server.close()
    expect(states.map(({ state }) => state)).to.deep.equal(['good', 'note', 'bad'])
  })

  it('error: no chain, a clock behind it, nobody to ask', async () => {
    const { findings } = await checkChain({
      rpcUrl: 'http://127.0.0.1:1',
      ledger: `0x${'11'.repeat(20)}`,
    })
    expect(statesOf(findings)).to.deep.equal({ chain: 'bad' })
    expect(checkClock(1_010, 1_000).state).to.equal('bad')
    expect(checkClock(10, 1_000).state).to.equal('good')
    expect((await checkNat([], [])).state).to.equal('note')
    const text = render(findings)
    expect(text).to.match(/^BAD {3}chain/)
    expect(text).to.contain('Check rpcUrl')
  })
})
