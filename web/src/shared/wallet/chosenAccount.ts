/** Where the development wallet keeps which account it goes on with. */
const storageKey = 'vain-development-account'

const listeners = new Set<() => void>()

/** The account that pages may see; null while they may see none. For `useSyncExternalStore`. */
export const chosenAccount = {
  read: (): string | null => localStorage.getItem(storageKey),
  /** @param address - undefined: pages see none any more */
  write(address: string | undefined): void {
    if (address === undefined) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, address)
    for (const tell of listeners) tell()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    addEventListener('storage', listener)
    return () => {
      listeners.delete(listener)
      removeEventListener('storage', listener)
    }
  },
}
