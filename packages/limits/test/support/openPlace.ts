import { noMeter, Secret } from '@vain/base'
import { openSqliteQuota } from '../../src/quota/openSqliteQuota.ts'
import type { Quota } from '../../src/quota/quota.ts'
import type { QuotaPlace } from './testQuota.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent }

/** Opens a quota with a connection of its own, as each process has one. */
export async function openPlace(place: QuotaPlace, windowMs: number): Promise<Quota> {
  if (place.kind === 'sqlite') return openSqliteQuota({ now: Date.now }, place.path, windowMs)
  // Loaded for those alone who need it: processes of a test begin as fast as they can.
  const { connectRedis } = await import('../../src/redis/connectRedis.ts')
  const { createRedisQuota } = await import('../../src/quota/createRedisQuota.ts')
  const redis = await connectRedis(
    { log: silent, meter: noMeter },
    { address: new Secret(place.url), patienceMs: 60_000 },
  )
  const quota = createRedisQuota(redis, place.network, windowMs)
  return { ...quota, close: async () => redis.close() }
}
