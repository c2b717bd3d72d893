import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { type Block, type Deployment, readBlock } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import { advance } from '../../src/follow/advance.ts'
import { networkOf } from '../../src/follow/createIndex.ts'
import { verifyIndex } from '../../src/follow/verifyIndex.ts'
import { openStore, type Store } from '../../src/store/openStore.ts'
import { createMemoryChain, type MemoryChain } from '../support/memoryChain.ts'
import { contracts, createDice } from '../support/randomLogs.ts'

const deployment = {
  ...{ chainId: 31_337n, deployedAt: 0, ledger: `0x${'ee'.repeat(20)}` as Hex },
} as Deployment

async function update({ rpc }: MemoryChain, store: Store): Promise<void> {
  const target = (await readBlock(rpc, 'latest')) as Block
  await advance(rpc, store, { contracts, deployedAt: 0 }, target, {
    onRevert() {},
    onBatch() {},
  })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof VainError ? error.code : undefined

describe('verifyIndex', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-verify-'))
  const path = join(folder, 'index.sqlite')
  const options = { deployment, contracts, place: path }
  const chain = createMemoryChain(createDice(21))
  let store: Store

  before(async () => {
    chain.mine(40, 4)
    store = await openStore(path, networkOf(options))
    await update(chain, store)
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  it('behavior: a portal that goes on meanwhile makes no difference', async () => {
    const events = await store.countEvents()
    let added = false
    chain.onRequest = async () => {
      if (added) return
      added = true
      const block = { number: 41, hash: `0x${'41'.repeat(32)}` as Hex, timestamp: 1_041 }
      const at = { block: 41, blockHash: block.hash, timestamp: 1_041, logIndex: 0 }
      const log = { address: deployment.ledger, topics: [], data: '0x' as Hex }
      return store.append({
        end: { ...block, parentHash: block.hash },
        events: [
          {
            log: { ...log, at: { ...at, transaction: block.hash } },
            ...{ contract: 'ledger', name: 'Opened', arguments: {}, mentions: [] },
          },
        ],
        costs: new Map(),
      })
    }
    const found = await verifyIndex(chain.rpc, options)
    expect(await store.countEvents()).to.equal(events + 1)
    expect(found).to.include({ isEqual: true, block: 40, events })
    chain.onRequest = () => undefined
  })

  it('error: a head that is not on the chain is no difference', async () => {
    // Nobody has a block 41 yet.
    expect(await verifyIndex(chain.rpc, options).catch(codeOf)).to.equal('chain/reorganised')
    chain.mine(1, 4)
    expect(await verifyIndex(chain.rpc, options).catch(codeOf)).to.equal('chain/reorganised')
  })

  it('error: the index of another network is refused, and left as it was', async () => {
    const digest = await store.digest()
    const other = { ...options, deployment: { ...deployment, chainId: 1n } }
    expect(await verifyIndex(chain.rpc, other).catch(codeOf)).to.equal('portal/other-network')
    expect(await store.digest()).to.equal(digest)
  })

  it('behavior: finds a row that is missing, and none where there is no index', async () => {
    await update(chain, store)
    expect(await verifyIndex(chain.rpc, options)).to.include({ isEqual: true, block: 41 })
    await store.putEvaluation('0x', { correct: 1, total: 2, loss: 3 })
    expect(await verifyIndex(chain.rpc, options)).to.include({ isEqual: true })
    const missing = { ...options, place: join(folder, 'none.sqlite') }
    expect(await verifyIndex(chain.rpc, missing)).to.equal(undefined)
    const { rpc } = chain
    const other = { ...chain.rpc, request: withoutFirstLog(rpc) }
    expect(await verifyIndex(other, options)).to.include({ isEqual: false, block: 41 })
  })
})

/** A node that leaves out the first log of each answer. */
function withoutFirstLog(rpc: MemoryChain['rpc']): MemoryChain['rpc']['request'] {
  return async (method, params) => {
    const answer = await rpc.request(method, params)
    return method === 'eth_getLogs' ? (answer as unknown[]).slice(1) : answer
  }
}
