import { join } from 'node:path'
import type { Clock, Log, Meter } from '@vain/base'
import {
  connectRedis,
  createRedisQuota,
  createSharedRate,
  openSqliteQuota,
  type Quota,
} from '@vain/limits'
import { createRateLimit, type RateLimit, readPassword } from '@vain/service'
import type { PortalConfig } from '../config.ts'

/** What bounds what visitors may have of this portal, and of others that share its Redis. */
export type Limits = {
  /** Of a client's requests. */
  readonly requests: RateLimit
  /** Of a client's tries to have a vote sent. */
  readonly tries: RateLimit
  /** Of votes that are paid for, within an hour. */
  openQuota(chainId: bigint): Quota
  /** What somebody should see to, in a sentence. */
  trouble(): string | undefined
  close(): void
}

/** Clients kept in mind by one process. */
const maxAddresses = 10_000
/** Requests a second, and at once: a page with an audit asks for many artefacts. */
const requests = { perSecond: 300, burst: 3_000, maxAddresses } as const
/** Thirty tries at once, and as many in an hour. */
const tries = { perSecond: 30 / 3_600, burst: 30, maxAddresses } as const
const hourMs = 3_600_000

/** @throws {VainError} `portal/bad-redis`, `portal/redis-refused`, and what `readPassword` throws */
export async function openLimits(
  deps: { readonly clock: Clock; readonly log: Log; readonly meter: Meter },
  config: Pick<PortalConfig, 'redis' | 'redisPasswordFile' | 'ledger' | 'dataFolder'>,
): Promise<Limits> {
  const now = (): number => performance.now()
  const own = { requests: createRateLimit(requests, now), tries: createRateLimit(tries, now) }
  const { redis: address, redisPasswordFile: file, ledger, dataFolder } = config
  if (address === undefined)
    return {
      ...own,
      openQuota: () => openSqliteQuota(deps.clock, join(dataFolder, 'relay.sqlite'), hourMs),
      trouble: () => undefined,
      close: () => undefined,
    }
  const password = file === undefined ? undefined : await readPassword({ file })
  const redis = await connectRedis(deps, { address, password })
  return {
    requests: createSharedRate(redis, `${ledger}:requests`, requests, own.requests),
    tries: createSharedRate(redis, `${ledger}:tries`, tries, own.tries),
    openQuota: (chainId) => createRedisQuota(redis, `${chainId}:${ledger}`, hourMs),
    trouble: () =>
      redis.isAway()
        ? 'Redis is away: limits are this server’s own, and no vote is sent'
        : undefined,
    close: () => redis.close(),
  }
}
