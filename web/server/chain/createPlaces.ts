import { HttpFailure } from '@vain/service'

/**
 * Takes places for a client; the function that it returns frees them.
 *
 * @throws {HttpFailure} 429 `http/too-many` if it has its share, 503 `http/busy` if none are left
 */
export type Places = (client: string, count: number) => () => void

/**
 * Shares places: a client may have as many as are still free once it has them. So one alone gets half
 * of them, each of two a third and so on, and there is always room for who comes next.
 *
 * Source: the dynamic threshold of Choudhury and Hahne 1998, with α = 1.
 */
export function createPlaces(all: number): Places {
  const taken = new Map<string, number>()
  let left = all
  return (client, count) => {
    const own = (taken.get(client) ?? 0) + count
    if (own > left - count) throw own > count ? tooMany() : busy()
    left -= count
    taken.set(client, own)
    return () => {
      left += count
      const rest = (taken.get(client) ?? 0) - count
      if (rest > 0) taken.set(client, rest)
      else taken.delete(client)
    }
  }
}

const tooMany = (): HttpFailure =>
  new HttpFailure(429, 'http/too-many', 'too many calls of yours at once', { retryAfterSeconds: 1 })

const busy = (): HttpFailure =>
  new HttpFailure(503, 'http/busy', 'too many calls at once', { retryAfterSeconds: 1 })
