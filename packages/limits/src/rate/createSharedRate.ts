import type { RateLimit, RateLimitOptions } from '@vain/service'
import type { Redis } from '../redis/connectRedis.ts'

/**
 * A token bucket as one number: the time at which it would be full again. KEYS is the bucket of one
 * client, ARGV the milliseconds of one token and of all. It goes once it is full.
 *
 * Source: the generic cell rate algorithm, ITU-T I.371, in its virtual scheduling form.
 */
const takeToken = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + ARGV[1]
local wait = full - ARGV[2] - now
if wait > 0 then return {math.ceil(wait)} end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return {0}`

/**
 * A rate that the processes of several machines hold a client to together. While Redis is away each
 * holds it to `alone`.
 *
 * @param prefix - tells this rate and its network apart from others in the same Redis
 * @param alone - the same rate in this process
 */
export function createSharedRate(
  redis: Redis,
  prefix: string,
  { perSecond, burst }: Pick<RateLimitOptions, 'perSecond' | 'burst'>,
  alone: RateLimit,
): RateLimit {
  const tokenMs = 1_000 / perSecond
  const sizes = [String(tokenMs), String(tokenMs * burst)]
  return async (client) => {
    // Counted here in any case: whoever is beyond it alone costs Redis nothing.
    const waitMs = await alone(client)
    if (waitMs > 0) return waitMs
    try {
      const [shared] = await redis.run(takeToken, [`vain:{${prefix}}:rate:${client}`], sizes)
      return Number(shared)
    } catch {
      // The connection says that it is away, once.
      return 0
    }
  }
}
