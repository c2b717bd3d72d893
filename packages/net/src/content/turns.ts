/** One after the other, those who want the same. */
export type Turns = <Result>(
  name: string,
  signal: AbortSignal,
  act: () => Promise<Result>,
) => Promise<Result>

/**
 * Lets those who name the same thing act one after the other.
 *
 * Rejects with the signal's reason when it is aborted before the turn comes.
 */
export function createTurns(): Turns {
  const underWay = new Map<string, Promise<unknown>>()
  return async (name, signal, act) => {
    for (let other = underWay.get(name); other !== undefined; other = underWay.get(name))
      await Promise.race([other.catch(() => undefined), aborted(signal)])
    signal.throwIfAborted()
    const own = act()
    underWay.set(name, own)
    try {
      return await own
    } finally {
      underWay.delete(name)
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
