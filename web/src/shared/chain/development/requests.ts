/** Something that the development wallet's holder has to agree to. */
export type WalletRequest = {
  /** What is asked, as a sentence. */
  readonly title: string
  /** What would be signed: names and texts. */
  readonly details: readonly (readonly [string, string])[]
}

type Waiting = WalletRequest & {
  readonly number: number
  readonly answer: (isAgreed: boolean) => void
}

let asked = 0

let waiting: readonly Waiting[] = []
const listeners = new Set<() => void>()

function change(next: readonly Waiting[]): void {
  waiting = next
  for (const tell of listeners) tell()
}

/** Waits until the holder has agreed (true) or refused. */
export function askHolder(request: WalletRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const entry: Waiting = {
      ...request,
      number: ++asked,
      answer(isAgreed) {
        change(waiting.filter((other) => other !== entry))
        resolve(isAgreed)
      },
    }
    change([...waiting, entry])
  })
}

/** The requests that wait for an answer, the oldest first: for `useSyncExternalStore`. */
export const walletRequests = {
  read: (): readonly Waiting[] => waiting,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
}
