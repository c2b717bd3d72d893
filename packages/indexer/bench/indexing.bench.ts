import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compared, type Figure, Secret } from '@vain/base'
import { type Block, readBlock, readLogs } from '@vain/chain'
import { startPostgres } from '@vain/testkit'
import { advance } from '../src/follow/advance.ts'
import { openStore, type Store } from '../src/store/openStore.ts'
import { createMemoryChain, type MemoryChain } from '../test/support/memoryChain.ts'
import { contracts, createDice } from '../test/support/randomLogs.ts'

const events = 100_000
/** Most in one block; half of that on average. */
const mostPerBlock = 40
const indexed = { contracts, deployedAt: 0 }

/**
 * Indexes 100,000 random events of ten contracts from nothing, from a chain in memory, beside putting
 * the same logs into one table of SQLite as they come; then opens the finished index again. The same
 * once more in PostgreSQL, beside SQLite.
 */
export async function benchIndexing(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-bench-'))
  const chain = createMemoryChain(createDice(1))
  chain.mine((2 * events) / mostPerBlock, mostPerBlock)
  const path = join(folder, 'index.sqlite')
  try {
    const bare = await seconds(() => insertLogs(chain, join(folder, 'bare.sqlite')))
    const store = await openStore(path, 'bench')
    const rebuild = await seconds(() => build(chain, store))
    const count = await store.countEvents()
    await store.close()
    const restart = await seconds(async () => (await openStore(path, 'bench')).close())
    const postgres = await inPostgres(chain)
    return [
      { name: 'web/index', value: count / rebuild, unit: 'events/s' },
      compared(
        { name: `web/index/rebuild/events=${count}`, value: rebuild, unit: 's' },
        { name: 'bare SQLite', value: bare },
      ),
      { name: `web/index/restart/events=${count}`, value: restart, unit: 's' },
      compared(
        { name: `web/index/postgres/rebuild/events=${count}`, value: postgres.rebuild, unit: 's' },
        { name: 'SQLite', value: rebuild },
      ),
      { name: `web/index/postgres/restart/events=${count}`, value: postgres.restart, unit: 's' },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In a PostgreSQL of its own, on this machine, that waits for no disk. */
async function inPostgres(chain: MemoryChain): Promise<{ rebuild: number; restart: number }> {
  const server = await startPostgres()
  try {
    const place = { postgres: new Secret(server.url) }
    const store = await openStore(place, 'bench')
    const rebuild = await seconds(() => build(chain, store))
    await store.close()
    const restart = await seconds(async () => (await openStore(place, 'bench')).close())
    return { rebuild, restart }
  } finally {
    await server.stop()
  }
}

async function build({ rpc }: MemoryChain, store: Store): Promise<void> {
  const target = (await readBlock(rpc, 'latest')) as Block
  await store.lead()
  await advance(rpc, store, indexed, target, { onRevert() {}, onBatch() {} })
}

/** Reads the same logs in the same pieces and keeps them as text. */
async function insertLogs({ rpc, height }: MemoryChain, path: string): Promise<void> {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE logs (log TEXT)')
  const insert = database.prepare('INSERT INTO logs VALUES (?)')
  for (let from = 0; from < height(); from += pieceBlocks) {
    const to = Math.min(from + pieceBlocks, height()) - 1
    const logs = await readLogs(rpc, Object.values(contracts), from, to)
    database.exec('BEGIN')
    for (const log of logs) insert.run(JSON.stringify(log))
    database.exec('COMMIT')
  }
  database.close()
}

/** What the chain in memory answers at once. */
const pieceBlocks = 7

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1_000
}
