/** While there is none. With one: connectRedis.redis.ts. */
import { Secret } from '@vain/base'
import { createRateLimit } from '@vain/service'
import { createMemoryLog, createMemoryMeter, freePort } from '@vain/testkit'
import { expect } from 'chai'
import { createRedisQuota } from '../../src/quota/createRedisQuota.ts'
import { createSharedRate } from '../../src/rate/createSharedRate.ts'
import { connectRedis, type Redis } from '../../src/redis/connectRedis.ts'
import { redisMetrics } from '../../src/redis/redisMetrics.ts'

describe('connectRedis, with nobody there', () => {
  const [log, meter] = [createMemoryLog(), createMemoryMeter()]
  let redis: Redis

  before(async () => {
    const address = new Secret(`redis://default:my-secret@127.0.0.1:${await freePort()}`)
    redis = await connectRedis({ log, meter }, { address })
  })
  after(() => redis.close())

  it('behavior: says so once, without the password', async () => {
    expect(redis.isAway()).to.equal(true)
    expect(meter.valueOf(redisMetrics.up)).to.equal(0)
    expect(log.lines.map(({ level, message }) => [level, message])).to.deep.equal([
      ['warn', 'Redis is away'],
    ])
    expect(JSON.stringify(log.lines)).to.not.contain('my-secret')
  })

  it('error: a quota grants nothing', async () => {
    const quota = createRedisQuota(redis, '1:0xaa', 1_000)
    const error = await quota.take([{ of: 'all', limit: 5 }]).catch((it) => it)
    expect(error).to.include({ code: 'portal/redis-away' })
    expect(meter.valueOf(redisMetrics.failures)).to.equal(1)
  })

  it('behavior: a rate is that of the process alone', async () => {
    const size = { perSecond: 1, burst: 3 }
    const alone = createRateLimit({ ...size, maxAddresses: 10 }, () => 0)
    const take = createSharedRate(redis, '0xaa:test', size, alone)
    const waits = [await take('a'), await take('a'), await take('a'), await take('a')]
    expect(waits).to.deep.equal([0, 0, 0, 1_000])
  })
})
