import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  connectRpc,
  createLedgerReader,
  createWallet,
  devAccounts,
  readBlock,
  readEvents,
} from '../src/index.ts'
import { createLines, runSpec, startNetwork, startQuietAnvil } from './support.ts'

describe('the development chain', () => {
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
})
