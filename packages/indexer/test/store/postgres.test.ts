import { inspect } from 'node:util'
import { Secret, VainError } from '@vain/base'
import { systemClock } from '@vain/service'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import pg from 'pg'
import { createIndex, type Index } from '../../src/follow/createIndex.ts'
import { openExistingStore, openStore } from '../../src/store/openStore.ts'
import { kinds, placeOf, sharedPostgres, stopPostgres } from '../support/databases.ts'
import { sampleDeployment } from '../support/deployment.ts'
import { createMemoryChain, type MemoryChain } from '../support/memoryChain.ts'
import { contracts, createDice } from '../support/randomLogs.ts'

after(stopPostgres)

const codeOf = (error: unknown): string | undefined =>
  error instanceof VainError ? error.code : String(error)

async function follow({ rpc }: MemoryChain, rebuild = false): Promise<Index> {
  const deps = { rpc, clock: systemClock, log: createMemoryLog() }
  const place = await placeOf()
  return createIndex(deps, { deployment: sampleDeployment, contracts, place, rebuild })
}

/** What a look at the chain comes to, also if the chain changed meanwhile. */
const update = (index: Index): Promise<string | undefined> =>
  index.update().then(() => undefined, codeOf)

describe('an index in PostgreSQL', function () {
  this.timeout(120_000)

  it('behavior: one portal writes, another one follows it and takes over once it is gone', async () => {
    const chain = createMemoryChain(createDice(31))
    chain.mine(20, 4)
    await emptied()
    const [first, second] = [await follow(chain), await follow(chain)]
    expect(await update(first)).to.equal(undefined)
    expect(await update(second)).to.equal(undefined)
    expect(second.head()).to.deep.equal(first.head())
    expect(await second.store.append({ ...nothing }).catch(codeOf)).to.equal('portal/not-writer')

    const told: number[] = []
    second.onChange(({ events, revertedTo }) => told.push(revertedTo ?? events.length))
    chain.reorganise(5, 9)
    expect(await update(second), 'who does not write changes nothing').to.equal(undefined)
    expect(second.head()?.block).to.equal(20)
    expect(await update(first)).to.equal(undefined)
    expect(await update(second)).to.equal(undefined)
    expect(second.head()).to.deep.equal({ ...first.head() })
    expect(second.head()).to.include({ block: 24, reorgs: 1 })
    expect(told, 'everything may have changed').to.deep.equal([-1])

    await first.close()
    chain.mine(6, 4)
    expect(await update(second)).to.equal(undefined)
    expect(second.head()).to.include({ block: 30, behindBlocks: 0 })
    expect(told.at(-1)).to.be.above(0)
    await second.close()
  })

  it('behavior: whoever reads forgets what it has folded of an index that was made anew', async () => {
    const chain = createMemoryChain(createDice(33))
    chain.mine(20, 4)
    const [first, reader] = [await follow(chain, true), await follow(chain)]
    await first.update()
    await reader.update()
    await first.close()
    chain.reorganise(5, 9)
    const told: (number | undefined)[] = []
    reader.onChange(({ revertedTo }) => told.push(revertedTo))
    const second = await follow(chain, true)
    await second.update()
    expect(await update(reader)).to.equal(undefined)
    expect(reader.head()).to.deep.equal(second.head())
    expect(reader.head()).to.include({ block: 24, reorgs: 0 })
    expect(told).to.deep.equal([-1])
    await second.close()
    await reader.close()
  })

  it('behavior: goes on after the database was away', async () => {
    const chain = createMemoryChain(createDice(32))
    chain.mine(10, 4)
    await emptied()
    const index = await follow(chain)
    await index.update()
    await (await sharedPostgres()).restart()
    chain.mine(10, 4)
    // The first tries find connections that are gone.
    while ((await update(index)) !== undefined) await systemClock.sleep(20)
    expect(index.head()).to.include({ block: 20 })
    await index.close()
  })

  it('error: the index of another network is left as it was', async () => {
    const place = await placeOf()
    await (await openStore(place, 'one network', { rebuild: true })).close()
    for (const open of [openStore, openExistingStore])
      expect(await open(place, 'another').catch(codeOf)).to.equal('portal/other-network')
    await (await openStore(place, 'one network')).close()
  })

  it('error: nobody begins anew what another one writes', async () => {
    const store = await kinds[1]?.empty()
    await store?.lead()
    const again = openStore(await placeOf(), 'test', { rebuild: true })
    expect(await again.catch(codeOf)).to.equal('portal/not-writer')
    await store?.close()
  })

  it('error: what else is in the database stays, whatever the address asks of connections', async () => {
    const { url } = await sharedPostgres()
    const others = new pg.Pool({ connectionString: url, max: 1 })
    try {
      await others.query("CREATE TABLE public.meta AS SELECT 'of somebody else' AS value")
      const place = { postgres: new Secret(`${url}?options=-c%20geqo%3Doff`) }
      const store = await openStore(place, 'test', { rebuild: true })
      expect(await store.countEvents()).to.equal(0)
      await store.close()
      const { rows } = await others.query('SELECT value FROM public.meta')
      expect(rows).to.deep.equal([{ value: 'of somebody else' }])
    } finally {
      await others.query('DROP TABLE public.meta')
      await others.end()
    }
  })

  it('behavior: whoever has the schema needs no right to make one', async () => {
    const { url } = await sharedPostgres()
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    try {
      await owner.query('DROP SCHEMA IF EXISTS vain_index CASCADE')
      await owner.query("CREATE ROLE guest LOGIN PASSWORD 'of a guest'")
      await owner.query('CREATE SCHEMA vain_index AUTHORIZATION guest')
      const place = new URL(url)
      ;[place.username, place.password] = ['guest', 'of a guest']
      const store = await openStore({ postgres: new Secret(place.href) }, 'test', { rebuild: true })
      expect(await store.countEvents()).to.equal(0)
      await store.close()
    } finally {
      await owner.query('DROP SCHEMA IF EXISTS vain_index CASCADE')
      await owner.query('DROP ROLE guest')
      await owner.end()
    }
  })

  it('error: no failure has the password in it', async () => {
    const { url, password } = await sharedPostgres()
    const wrong = url.replace(encodeURIComponent(password), 'another%20secret')
    const addresses = {
      'portal/database-refused': [wrong],
      'portal/database-away': [wrong.replace(/:\d+\//, ':1/')],
      'portal/bad-database': [
        wrong.replace('postgres:', 'mysql:'),
        'postgres://[another secret',
        '',
      ],
    }
    for (const [code, places] of Object.entries(addresses))
      for (const address of places) {
        const error = await openStore({ postgres: new Secret(address) }, 'test').catch((it) => it)
        expect(codeOf(error)).to.equal(code)
        expect(inspect(error, { depth: 9, showHidden: true })).to.not.match(/another( |%20)secret/)
      }
  })
})

const nothing = {
  end: { number: 99, hash: '0x', parentHash: '0x', timestamp: 0 },
  events: [],
  costs: new Map(),
} as const

/** Takes away what the test before has left. */
async function emptied(): Promise<void> {
  const deps = {
    rpc: createMemoryChain(createDice(1)).rpc,
    clock: systemClock,
    log: createMemoryLog(),
  }
  const place = await placeOf()
  const options = { deployment: sampleDeployment, contracts, place, rebuild: true }
  await (await createIndex(deps, options)).close()
}
