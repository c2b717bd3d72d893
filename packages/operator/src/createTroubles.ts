/** What is wrong with a daemon that goes on all the same, by name; health tells of it. */
export type Troubles = {
  /** Something is wrong, or still is. */
  raise(name: string, text: string): void
  /** It is not any more. */
  settle(name: string): void
  /** One sentence for each. */
  all(): readonly string[]
}

export function createTroubles(): Troubles {
  const found = new Map<string, string>()
  return {
    raise: (name, text) => void found.set(name, text),
    settle: (name) => void found.delete(name),
    all: () => [...found.values()],
  }
}
