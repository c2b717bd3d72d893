import { isIPv6 } from 'node:net'

export type RateLimitOptions = {
  /** Requests a second that one address may make for good. */
  perSecond: number
  /** Requests that one address may make at once after a pause. */
  burst: number
  /** Addresses kept in mind; beyond it the one that was seen longest ago is forgotten. */
  maxAddresses: number
}

/**
 * Takes one token of a client: 0 if there was one, else the milliseconds until there is. It never
 * rejects.
 *
 * @param client - as `ClientOf` tells clients apart
 */
export type RateLimit = (client: string) => Promise<number>

/**
 * Counts requests by client in token buckets.
 *
 * @param now - milliseconds of a clock that never goes back
 */
export function createRateLimit(options: RateLimitOptions, now: () => number): RateLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  return async (client) => {
    const nowMs = now()
    const seen = buckets.get(client)
    const refill = seen ? (Math.max(0, nowMs - seen.atMs) * options.perSecond) / 1_000 : 0
    const tokens = Math.min(options.burst, (seen?.tokens ?? options.burst) + refill)
    const granted = tokens >= 1
    // Deleted first, so that the map's order is the order of last sight.
    buckets.delete(client)
    buckets.set(client, { tokens: granted ? tokens - 1 : tokens, atMs: nowMs })
    if (buckets.size > options.maxAddresses) buckets.delete(buckets.keys().next().value as string)
    return granted ? 0 : Math.ceil(((1 - tokens) * 1_000) / options.perSecond)
  }
}

/**
 * Who is behind an address: an IPv4 address itself, an IPv6 address by its /64, which one customer
 * holds as a whole (RFC 6177 §2).
 */
export function toClient(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const plain = address.replace(/%.*$/, '')
  if (!isIPv6(plain)) return address
  const [left = '', right] = plain.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right ? right.split(':') : []
  const zeros = right === undefined ? 0 : 8 - head.length - tail.length
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
