import { useState } from 'react'

/** Something a person asked for: whether it is under way, what came of it, or why nothing did. */
export type Task<Value> = {
  readonly isBusy: boolean
  readonly value?: Value | undefined
  readonly error?: string | undefined
  readonly start: (work: () => Promise<Value>) => void
}

/** One task at a time; what is late is not shown over what was asked for after it. */
export function useTask<Value>(): Task<Value> {
  const [state, setState] = useState<Omit<Task<Value>, 'start'> & { readonly at: number }>({
    ...{ at: 0, isBusy: false },
  })
  const start: Task<Value>['start'] = (work) => {
    const at = state.at + 1
    const end = (found: Partial<Task<Value>>): void =>
      setState((now) => (now.at === at ? { at, isBusy: false, ...found } : now))
    setState({ at, isBusy: true, value: state.value })
    work().then(
      (value) => end({ value }),
      (error: unknown) => end({ error: error instanceof Error ? error.message : String(error) }),
    )
  }
  return { ...state, start }
}
