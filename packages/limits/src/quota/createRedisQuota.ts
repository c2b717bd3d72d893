import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis/connectRedis.ts'
import type { Quota } from './quota.ts'

/**
 * KEYS are sets of what each has taken, by its time; ARGV the window, a new id, and the limits.
 * Redis runs a script alone and by its own clock, so neither the number of processes nor their clocks
 * matter. A set goes when its newest place does.
 */
const take = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%d', now - window))
  local limit = tonumber(ARGV[2 + i])
  local held = redis.call('ZREVRANGE', key, limit - 1, limit - 1, 'WITHSCORES')
  if held[2] then return {i, held[2] + window - now} end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, string.format('%d', now), ARGV[2])
  redis.call('PEXPIRE', key, window)
end
return {0, 0}`

/** KEYS are the same sets, ARGV the id. */
const giveBack = `
for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end
return {0}`

/**
 * A quota that the processes of several machines share. Redis keeps what was taken as long as it keeps
 * its data: docs/operate/portal.md says how it has to be set up for that.
 *
 * @param network - tells those apart who share one Redis, and nothing else
 * @param windowMs - time within which the limits hold
 */
export function createRedisQuota(redis: Redis, network: string, windowMs: number): Quota {
  // In braces: a Redis of several machines keeps keys together that have the same text there.
  const keyOf = (of: string): string => `vain:{${network}}:taken:${of}`
  return {
    async take(claims) {
      const [keys, id] = [claims.map(({ of }) => keyOf(of)), randomUUID()]
      const limits = claims.map(({ limit }) => String(limit))
      const [full, waitMs] = await redis.run(take, keys, [String(windowMs), id, ...limits])
      const claim = claims[Number(full) - 1]
      if (claim !== undefined) return { kind: 'full', of: claim.of, waitMs: Number(waitMs) }
      return {
        kind: 'taken',
        giveBack: async () => void (await redis.run(giveBack, keys, [id])),
      }
    },
    // Whoever connected ends the connection.
    close: async () => undefined,
  }
}
