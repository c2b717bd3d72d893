import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log, VainError } from '@vain/base'
import { expect } from 'chai'
import { type Anvil, type AnvilOptions, startAnvil } from '../src/index.ts'

describe('startAnvil', () => {
  let folder: string
  let statePath: string
  let warnings: string[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-anvil-'))
    statePath = join(folder, 'state.json')
    warnings = []
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('default: it has the chain id that it was told, and its accounts', async () => {
    const anvil = await start({ chainId: 5, accounts: 3 })
    expect(await ask(anvil.url, 'eth_chainId')).to.equal('0x5')
    expect(await ask(anvil.url, 'eth_accounts')).to.have.length(3)
    await anvil.stop()
  })

  it('behavior: after a kill the port is free and the last written state is there', async () => {
    const first = await start({ statePath })
    await first.stop()
    const port = await freePort()
    const second = await start({ statePath, port })
    await ask(second.url, 'evm_mine')
    await second.kill()
    await second.ended
    const third = await start({ statePath, port })
    expect(await ask(third.url, 'eth_blockNumber')).to.equal('0x0')
    await third.stop()
  })

  it('behavior: a state that was cut off gives way to its backup', async () => {
    const first = await start({ statePath })
    await ask(first.url, 'evm_mine')
    await first.stop()
    const whole = await readFile(statePath)
    await writeFile(statePath, whole.subarray(0, whole.length / 2))
    const second = await start({ statePath })
    expect(await ask(second.url, 'eth_blockNumber')).to.equal('0x1')
    expect(warnings).to.have.length(1)
    await second.stop()
  })

  it('behavior: it ends, and keeps its state, when its starter is killed', async () => {
    const port = await freePort()
    const script = `
      import { startAnvil } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      const log = { warn() {} }
      await startAnvil({ port: ${port}, log, blockTimeSeconds: 0, statePath: ${JSON.stringify(statePath)} })
      process.stdout.write('ready')`
    const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
    await once(starter.stdout, 'data')
    await ask(`http://127.0.0.1:${port}`, 'evm_mine')
    starter.kill('SIGKILL')
    while (await answers(port)) await wait(5)
    const next = await start({ statePath, port })
    expect(await ask(next.url, 'eth_blockNumber')).to.equal('0x1')
    await next.stop()
  })

  it('error: the port is in use', async () => {
    const anvil = await start()
    const port = Number(new URL(anvil.url).port)
    expect(await codeOf(start({ port }))).to.equal('chain/port-taken')
    await anvil.stop()
  })

  it('error: a state that is none', async () => {
    await writeFile(statePath, '{"block"')
    expect(await codeOf(start({ statePath }))).to.equal('chain/broken-state')
    await writeFile(statePath, '{"block": 1}')
    expect(await codeOf(start({ statePath }))).to.equal('chain/anvil-failed')
  })

  /** A chain that mines when told to. */
  async function start(options: Partial<AnvilOptions> = {}): Promise<Anvil> {
    return startAnvil({ port: await freePort(), log, blockTimeSeconds: 0, ...options })
  }

  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => void warnings.push(message),
    error: (message) => void warnings.push(message),
    with: () => log,
  }

  async function ask(url: string, method: string): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body })
    return ((await answer.json()) as { result: unknown }).result
  }

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return port
  }

  const codeOf = (start: Promise<Anvil>): Promise<string> =>
    start.then(
      () => 'started',
      (error: VainError) => error.code,
    )

  async function answers(port: number): Promise<boolean> {
    const socket = createConnection({ host: '127.0.0.1', port })
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }
})
