import { VainError } from '@vain/base'
import { describeError } from '@vain/service'

/** What one check of `vain node doctor` found. */
export type Finding = {
  readonly name: string
  /** `bad` keeps a daemon from working; `note` may be as it should. */
  readonly state: 'good' | 'note' | 'bad'
  readonly found: string
  /** What to do about it. */
  readonly wayOut?: string
}

export const good = (name: string, found: string): Finding => ({ name, state: 'good', found })

export const note = (name: string, found: string, wayOut: string): Finding => ({
  name,
  state: 'note',
  found,
  wayOut,
})

export const bad = (name: string, found: string, wayOut: string): Finding => ({
  ...note(name, found, wayOut),
  state: 'bad',
})

/** What went wrong, in a line, with the way out that the error itself knows, or this one. */
export function failure(
  state: 'note' | 'bad',
  name: string,
  error: unknown,
  wayOut: string,
): Finding {
  const [found = ''] = describeError(error).split('\n')
  const own = error instanceof VainError && 'wayOut' in error.context && error.context.wayOut
  return { note, bad }[state](name, found, typeof own === 'string' ? own : wayOut)
}

/**
 * What a check finds within its time; that it failed or found no end is a finding too. Never throws.
 *
 * @param state - of a check that came to no end
 */
export async function bounded(
  { name, ms, state }: { name: string; ms: number; state: 'note' | 'bad' },
  check: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const late = AbortSignal.timeout(ms)
  const lateness = Promise.withResolvers<readonly Finding[]>()
  const tell = (): void =>
    lateness.resolve([
      { note, bad }[state](name, `no end within ${ms / 1_000} s`, 'Try again, with less load.'),
    ])
  late.addEventListener('abort', tell, { once: true })
  try {
    return await Promise.race([check(late), lateness.promise])
  } catch (error) {
    return [failure(state, name, error, 'See docs/errors for the code.')]
  } finally {
    late.removeEventListener('abort', tell)
  }
}
