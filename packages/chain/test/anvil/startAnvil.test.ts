import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VainError } from '@vain/base'
import { expect } from 'chai'
import {
  type Anvil,
  connectRpc,
  createLedgerReader,
  createWallet,
  devAccounts,
  readBlock,
  readEvents,
} from '../../src/index.ts'
import { clock, createLines, freePort, runSpec, startNetwork, startQuietAnvil } from '../support.ts'

describe('startAnvil', () => {
  let folder: string
  let statePath: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-chain-'))
    statePath = join(folder, 'state.json')
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('default: keeps blocks, logs and receipts over a restart', async () => {
    const network = await startNetwork({ statePath, states: 'latest' })
    const { deployment, rpc } = network
    const [writer] = network.writers
    const { transaction, block } = (await writer?.createRun(runSpec, 'cid')) ?? expect.fail()
    const head = await readBlock(rpc, 'latest')
    const events = await readEvents(rpc, deployment, 0, block)
    await network.anvil.stop()
    const anvil = await startQuietAnvil({ statePath })
    try {
      const again = connectRpc(anvil.url)
      expect(await readBlock(again, 'latest')).to.deep.equal(head)
      expect(events).to.have.length(1)
      expect(await readEvents(again, deployment, 0, block)).to.deep.equal(events)
      expect(await again.request('eth_getTransactionReceipt', [transaction])).not.to.equal(null)
      const reader = createLedgerReader(again, deployment)
      expect((await reader.cursorOf(1)).state).to.equal('idle')
    } finally {
      await anvil.stop()
    }
  })

  it('default: mines on its own and as transactions come, and its clock is not ahead', async () => {
    const { log } = createLines()
    const anvil = await startQuietAnvil({ blockTimeSeconds: 1, log })
    try {
      const rpc = connectRpc(anvil.url)
      const [from, to] = devAccounts(2)
      const wallet = createWallet(rpc, from?.privateKey ?? expect.fail())
      const chainId = 31_337n
      const call = { chainId, to: to?.address ?? expect.fail(), data: '0x', name: 'pay' } as const
      const sent = Array.from({ length: 20 }, () => wallet.send(call))
      const { block } = (await Promise.all(sent)).at(-1) ?? expect.fail()
      const mined = await readBlock(rpc, block)
      expect(mined?.timestamp).to.be.at.most(Math.floor(Date.now() / 1_000))
      let latest = await readBlock(rpc, 'latest')
      while ((latest?.number ?? 0) <= block) latest = await readBlock(rpc, 'latest')
      expect(latest?.timestamp).to.be.at.most(Math.floor(Date.now() / 1_000))
    } finally {
      await anvil.stop()
    }
  })

  it('default: the development accounts have ether', async () => {
    const anvil = await startQuietAnvil()
    try {
      const rpc = connectRpc(anvil.url)
      for (const { address } of devAccounts(32))
        expect(await rpc.request('eth_getBalance', [address, 'latest'])).to.equal(
          `0x${(10n ** 22n).toString(16)}`,
        )
    } finally {
      await anvil.stop()
    }
  })

  it('behavior: after a kill the port is free and the last written state is there', async () => {
    const first = await startQuietAnvil({ statePath })
    await first.stop()
    const port = await freePort()
    const second = await startQuietAnvil({ statePath, port })
    const rpc = connectRpc(second.url)
    await rpc.request('evm_mine')
    await second.kill()
    await second.ended
    const third = await startQuietAnvil({ statePath, port })
    expect((await readBlock(connectRpc(third.url), 'latest'))?.number).to.equal(0)
    await third.stop()
  })

  it('behavior: a state that was cut off gives way to its backup', async () => {
    const first = await startQuietAnvil({ statePath })
    await connectRpc(first.url).request('evm_mine')
    await first.stop()
    const whole = await readFile(statePath)
    await writeFile(statePath, whole.subarray(0, whole.length / 2))
    const { log, lines } = createLines()
    const second = await startQuietAnvil({ statePath, log })
    expect((await readBlock(connectRpc(second.url), 'latest'))?.number).to.equal(1)
    expect(lines.map(({ level }) => level)).to.deep.equal(['warn'])
    await second.stop()
  })

  it('behavior: it ends, and keeps its state, when its starter is killed', async () => {
    const port = await freePort()
    const script = `
      import { startAnvil } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
      const log = { warn() {} }
      await startAnvil({ port: ${port}, log, blockTimeSeconds: 0, statePath: ${JSON.stringify(statePath)} })
      process.stdout.write('ready')`
    const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
    await once(starter.stdout, 'data')
    await connectRpc(`http://127.0.0.1:${port}`).request('evm_mine')
    starter.kill('SIGKILL')
    while (await answers(port)) await clock.sleep(5)
    const next = await startQuietAnvil({ statePath, port })
    expect((await readBlock(connectRpc(next.url), 'latest'))?.number).to.equal(1)
    await next.stop()
  })

  it('error: the port is in use', async () => {
    const anvil = await startQuietAnvil()
    const port = Number(new URL(anvil.url).port)
    expect(await codeOf(startQuietAnvil({ port }))).to.equal('chain/port-taken')
    await anvil.stop()
  })

  it('error: a state that is none', async () => {
    await writeFile(statePath, '{"block"')
    expect(await codeOf(startQuietAnvil({ statePath }))).to.equal('chain/broken-state')
    await writeFile(statePath, '{"block": 1}')
    expect(await codeOf(startQuietAnvil({ statePath }))).to.equal('chain/anvil-failed')
  })

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
