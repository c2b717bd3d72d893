import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { type Block, readBlock } from '@vain/chain'
import { expect } from 'chai'
import fc from 'fast-check'
import { advance } from '../../src/follow/advance.ts'
import { openStore, type Store } from '../../src/store/openStore.ts'
import { kinds, stopPostgres } from '../support/databases.ts'
import { createMemoryChain, type MemoryChain } from '../support/memoryChain.ts'
import { contracts, createDice } from '../support/randomLogs.ts'

after(stopPostgres)

const indexed = { contracts, deployedAt: 0 }

/** Brings an index to the newest block, however often the chain changes meanwhile. */
async function update({ rpc }: MemoryChain, store: Store): Promise<number> {
  for (let reverted = 0; ; reverted++)
    try {
      const target = (await readBlock(rpc, 'latest')) as Block
      await advance(rpc, store, indexed, target, { onRevert() {}, onBatch() {} })
      return reverted
    } catch (error) {
      if (!(error instanceof VainError) || error.code !== 'chain/reorganised') throw error
    }
}

/** Digest of an index that is built from nothing. */
async function rebuild(chain: MemoryChain): Promise<string> {
  const store = await openStore(':memory:', 'test')
  chain.onRequest = () => undefined
  await update(chain, store)
  const digest = await store.digest()
  await store.close()
  return digest
}

type Deed =
  | { readonly kind: 'mine' | 'update'; readonly blocks: number }
  | { readonly kind: 'reorganise'; readonly depth: number; readonly blocks: number }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('update' as const), blocks: fc.constant(0) }),
  fc.record({
    kind: fc.constant('reorganise' as const),
    depth: fc.integer({ min: 1, max: 30 }),
    blocks: fc.integer({ min: 0, max: 30 }),
  }),
)

for (const { name, empty } of kinds)
  describe(`advance, in ${name}`, function () {
    this.timeout(120_000)

    it('default: takes in every event of the contracts, once', async () => {
      const chain = createMemoryChain(createDice(7))
      chain.mine(40, 5)
      const store = await empty()
      await update(chain, store)
      expect((await store.head())?.number).to.equal(40)
      const events = await store.events({ order: 'oldest' })
      expect(events.length)
        .to.equal(await store.countEvents())
        .and.be.greaterThan(50)
      const places = events.map(({ block, logIndex }) => block * 1_000 + logIndex)
      expect(places).to.deep.equal(places.toSorted((a, b) => a - b))
      const logs: unknown[] = []
      for await (const log of store.logs(Object.values(contracts), -1, 40)) logs.push(log)
      expect(logs).to.have.lengthOf(events.length)
      await store.close()
    })

    it('property: whatever happened on the way, it equals one that is built from nothing', async function () {
      this.timeout(120_000)
      await fc.assert(
        fc.asyncProperty(
          fc.array(deed, { minLength: 3, maxLength: 20 }),
          fc.integer(),
          async (deeds, seed) => {
            const dice = createDice(seed)
            const chain = createMemoryChain(dice)
            const store = await empty()
            for (const { kind, ...how } of deeds) {
              if (kind === 'mine') chain.mine(how.blocks, 4)
              else if (kind === 'reorganise')
                chain.reorganise('depth' in how ? how.depth : 0, how.blocks)
              else {
                // The chain changes in the midst of reading, now and then.
                chain.onRequest = () => {
                  if (dice() < 0.02) chain.reorganise(1 + Math.floor(dice() * 10), 5)
                }
                await update(chain, store)
                chain.onRequest = () => undefined
              }
            }
            // A chain that is shorter than the index may be a late node's.
            chain.mine(Math.max(1, ((await store.head())?.number ?? 0) - chain.height() + 2), 4)
            await update(chain, store)
            expect(await store.digest()).to.equal(await rebuild(chain))
            await store.close()
          },
        ),
        { numRuns: 15 },
      )
    })

    it('behavior: a node that is late takes nothing away, and another branch that grows past it does', async () => {
      const chain = createMemoryChain(createDice(11))
      chain.mine(60, 4)
      const store = await empty()
      await update(chain, store)
      const digest = await store.digest()
      const late = (blocks: number) => ({ ...chain, rpc: lateBy(chain, blocks) })
      for (const blocks of [1, 3, 17, 60]) await update(late(blocks), store)
      expect(await store.digest()).to.equal(digest)
      expect([(await store.head())?.number, (await store.stand()).reorgs]).to.deep.equal([60, 0])
      chain.reorganise(20, 15)
      await update(chain, store)
      expect((await store.stand()).reorgs, 'blocks in the place of others, though fewer').to.equal(
        1,
      )
      expect(await store.digest()).to.equal(await rebuild(chain))
      await store.close()
    })

    it('behavior: a chain that begins anew is followed from its first block', async () => {
      const [before, after] = [createMemoryChain(createDice(1)), createMemoryChain(createDice(2))]
      before.mine(30, 3)
      after.reorganise(1, 0)
      after.mine(10, 3)
      const store = await empty()
      await update(before, store)
      // Other blocks at the same heights, and no common one.
      const other = { ...after, rpc: shifted(after) }
      await update(other, store)
      expect((await store.head())?.number).to.equal(10)
      expect(await store.countEvents()).to.be.greaterThan(0)
      expect((await store.stand()).reorgs).to.equal(1)
      expect(await store.digest()).to.equal(await rebuild(other))
      await store.close()
    })
  })

describe('advance, in a file', () => {
  it('behavior: goes on from what is on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vain-index-'))
    const path = join(folder, 'index.sqlite')
    const chain = createMemoryChain(createDice(3))
    for (let i = 0; i < 5; i++) {
      chain.mine(5, 4)
      const store = await openStore(path, 'test')
      await update(chain, store)
      await store.close()
    }
    const store = await openStore(path, 'test')
    expect(await store.digest()).to.equal(await rebuild(chain))
    await store.close()
    const other = await openStore(path, 'another network')
    expect(await other.head(), 'of another network it keeps nothing').to.equal(undefined)
    await other.close()
    rmSync(folder, { recursive: true })
  })
})

/** The same chain, where no block has the hash that another chain's has. */
function shifted({ rpc }: MemoryChain): MemoryChain['rpc'] {
  const hashes = ['hash', 'parentHash', 'blockHash']
  const shift = (key: string, value: unknown): unknown =>
    hashes.includes(key) ? String(value).replace('0x0', '0xf') : value
  return {
    ...rpc,
    request: async (...call) =>
      JSON.parse(JSON.stringify((await rpc.request(...call)) ?? null), shift),
  }
}

/** The same chain, as a node tells of it that is some blocks behind. */
function lateBy({ rpc, height }: MemoryChain, blocks: number): MemoryChain['rpc'] {
  const last = height() - 1 - blocks
  return {
    ...rpc,
    async request(method, params = []) {
      const which = params[0]
      if (method !== 'eth_getBlockByNumber') return rpc.request(method, params)
      if (which !== 'latest' && Number(which) > last) return null
      return rpc.request(method, [which === 'latest' ? `0x${last.toString(16)}` : which])
    },
  }
}
