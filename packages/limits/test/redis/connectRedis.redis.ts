/** With a real server: `npm run test:redis`. */
import { randomUUID } from 'node:crypto'
import { Secret, VainError } from '@vain/base'
import { createRateLimit, systemClock } from '@vain/service'
import {
  createMemoryLog,
  createMemoryMeter,
  type MemoryLog,
  type MemoryMeter,
  type RedisServer,
  startRedis,
} from '@vain/testkit'
import { expect } from 'chai'
import { createRedisQuota } from '../../src/quota/createRedisQuota.ts'
import { createSharedRate } from '../../src/rate/createSharedRate.ts'
import { connectRedis, type Redis } from '../../src/redis/connectRedis.ts'
import { redisMetrics } from '../../src/redis/redisMetrics.ts'
import { openPlace } from '../support/openPlace.ts'
import { testQuota } from '../support/testQuota.ts'

type Connected = { readonly redis: Redis; readonly log: MemoryLog; readonly meter: MemoryMeter }

describe('with a real Redis', function () {
  this.timeout(120_000)
  let server: RedisServer
  const open: Redis[] = []

  async function connect(address = server.url, patienceMs = 60_000): Promise<Connected> {
    const [log, meter] = [createMemoryLog(), createMemoryMeter()]
    const redis = await connectRedis({ log, meter }, { address: new Secret(address), patienceMs })
    open.push(redis)
    return { redis, log, meter }
  }

  before(async () => {
    server = await startRedis()
  })
  after(() => server.stop())
  afterEach(() => {
    for (const redis of open.splice(0)) redis.close()
  })

  describe('createRedisQuota', () => {
    testQuota({
      emptyPlace: () => ({ kind: 'redis', url: server.url, network: randomUUID() }),
      open: openPlace,
    })

    it('behavior: what was taken outlasts Redis itself, killed', async () => {
      const { redis } = await connect()
      const quota = createRedisQuota(redis, randomUUID(), 3_600_000)
      const claims = [{ of: 'all', limit: 2 }]
      await quota.take(claims)
      await quota.take(claims)
      await server.restart(async () => {
        const error = await quota.take(claims).catch((it) => it)
        expect(error).to.be.instanceOf(VainError).and.include({ code: 'portal/redis-away' })
      })
      while (redis.isAway()) await systemClock.sleep(20)
      expect((await quota.take(claims)).kind).to.equal('full')
    })

    it('behavior: networks have their own places, and every key goes by itself', async () => {
      const { redis } = await connect()
      const claims = [{ of: 'all', limit: 1 }]
      const [one, other] = [randomUUID(), randomUUID()]
      for (const network of [one, other])
        expect((await createRedisQuota(redis, network, 5_000).take(claims)).kind).to.equal('taken')
      const left = "return {redis.call('PTTL', KEYS[1])}"
      const [leftMs] = await redis.run(left, [`vain:{${one}}:taken:all`], [])
      expect(leftMs).to.be.within(-2, 5_000).and.not.equal(-1)
    })
  })

  describe('createSharedRate', () => {
    // So slow that no token comes back meanwhile.
    const size = { perSecond: 1 / 3_600, burst: 40 }
    const rateOf = (redis: Redis, prefix: string) => {
      const alone = createRateLimit({ ...size, maxAddresses: 100 }, () => performance.now())
      return createSharedRate(redis, prefix, size, alone)
    }
    const granted = (waits: readonly number[]): number => waits.filter((wait) => wait === 0).length

    it('default: servers together grant a client one burst, each client its own', async () => {
      const prefix = randomUUID()
      const rates = await Promise.all(
        [1, 2, 3].map(async () => rateOf((await connect()).redis, prefix)),
      )
      const ask = (client: string): Promise<number[]> =>
        Promise.all(rates.flatMap((take) => Array.from({ length: 30 }, () => take(client))))
      const [first, second] = [await ask('10.0.0.1'), await ask('10.0.0.2')]
      expect([granted(first), granted(second)]).to.deep.equal([40, 40])
      expect(Math.max(...first)).to.be.within(1, 3_600_000)
    })

    it('behavior: a token comes back, and a full bucket is forgotten', async () => {
      const { redis } = await connect()
      const quick = { perSecond: 20, burst: 1 }
      const prefix = randomUUID()
      const take = createSharedRate(redis, prefix, quick, async () => 0)
      expect(await take('a')).to.equal(0)
      while ((await take('a')) > 0) await systemClock.sleep(10)
      const count = "return {redis.call('EXISTS', KEYS[1])}"
      const exists = () => redis.run(count, [`vain:{${prefix}}:rate:a`], [])
      while ((await exists())[0] !== 0) await systemClock.sleep(10)
    })

    it('behavior: while Redis is away each counts alone, and together again afterwards', async () => {
      const { redis, log, meter } = await connect()
      const take = rateOf(redis, randomUUID())
      expect(await take('a')).to.equal(0)
      expect(meter.valueOf(redisMetrics.up)).to.equal(1)
      await server.restart(async () => {
        const waits: number[] = []
        for (let i = 0; i < 60; i++) waits.push(await take('b'))
        expect(granted(waits)).to.equal(40)
        expect(meter.valueOf(redisMetrics.up)).to.equal(0)
        expect(meter.valueOf(redisMetrics.failures)).to.be.at.least(1)
      })
      while (redis.isAway()) await systemClock.sleep(20)
      expect(meter.valueOf(redisMetrics.up)).to.equal(1)
      expect(log.lines.map(({ message }) => message)).to.deep.equal([
        'Redis is away',
        'Redis answers again',
      ])
    })

    it('behavior: a Redis that hangs holds nobody up for good', async () => {
      const { redis } = await connect(server.url, 500)
      const take = rateOf(redis, randomUUID())
      const goOn = server.freeze()
      try {
        expect(await take('a')).to.equal(0)
        expect(redis.isAway()).to.equal(true)
      } finally {
        goOn()
      }
      while (redis.isAway()) await systemClock.sleep(20)
    })
  })

  describe('connectRedis', () => {
    it('error: a wrong password, of which nothing is told', async () => {
      const wrong = server.url.replace(encodeURIComponent(server.password), 'my-secret')
      for (const address of [wrong, wrong.replace('default:my-secret@', '')]) {
        const error = await connect(address).catch((it) => it)
        expect(error).to.include({ code: 'portal/redis-refused' })
        expect(String(error.stack) + JSON.stringify(error.context)).to.not.contain('my-secret')
      }
    })

    it('default: the password may stand beside the address', async () => {
      const deps = { log: createMemoryLog(), meter: createMemoryMeter() }
      const address = new Secret(server.url.replace(/default:.*@/, ''))
      const redis = await connectRedis(deps, { address, password: new Secret(server.password) })
      open.push(redis)
      expect(await redis.run('return {1}', [], [])).to.deep.equal([1])
    })
  })
})
