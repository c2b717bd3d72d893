import type { OpenedChallenge } from '@vain/chain'

/** A challenge before the court, and when it is looked at next. */
export type Case = OpenedChallenge & {
  /** Whether this operator is the one who is sentenced if nobody answers. */
  readonly isOwn: boolean
  /** Chain time, seconds, from which this aggregator answers it. */
  readonly since: number
  failures: number
  /** Time on this machine's clock, milliseconds, before which it is left alone. */
  restUntil: number
  /** Whether it was closed when it was last looked at. */
  isClosed: boolean
  /** Whether it was found open, and the log said so. */
  isSaid: boolean
  /** Why it could not be answered when it was last tried. */
  told: string
}

/** Challenges whose time to answer is not over. */
export type Docket = {
  /** Whether it was not known. The same question, asked again later, is another challenge. */
  add(opened: OpenedChallenge, terms: Pick<Case, 'isOwn' | 'since'>): boolean
  /** Takes out those that can no longer be answered. */
  expire(now: number): Case[]
  /** Those whose turn it is, at most `most`: own ones first, then by how soon they end. */
  due(now: number, clockMs: number, most: number): Case[]
  /** Milliseconds until one has rested; undefined if time on chain has to pass first. */
  pauseMs(now: number, clockMs: number): number | undefined
  /** Leaves a case alone for a while; each time longer after a failure. */
  rest(one: Case, clockMs: number, outcome: 'closed' | 'failed'): void
}

const [firstPauseMs, longestPauseMs] = [1_000, 60_000]

/** Pause before a closed challenge is looked at again: a reorganisation may open it anew. */
const closedMs = 30_000

export function createDocket(): Docket {
  const cases = new Map<string, Case>()
  const waiting = (now: number): Case[] => [...cases.values()].filter(({ since }) => since <= now)

  return {
    add(opened, terms) {
      const known = cases.get(opened.id)?.challenge
      const { deadline, challenger } = opened.challenge
      if (known?.deadline === deadline && known.challenger === challenger) return false
      const fresh = { failures: 0, restUntil: 0, isClosed: false, isSaid: false, told: '' }
      cases.set(opened.id, { ...opened, ...terms, ...fresh })
      return true
    },
    expire(now) {
      const over = [...cases.values()].filter(({ challenge }) => challenge.deadline < now)
      for (const { id } of over) cases.delete(id)
      return over
    },
    due: (now, clockMs, most) =>
      waiting(now)
        .filter(({ restUntil }) => restUntil <= clockMs)
        .sort((a, b) => +b.isOwn - +a.isOwn || a.challenge.deadline - b.challenge.deadline)
        .slice(0, most),
    pauseMs(now, clockMs) {
      const ends = waiting(now).map(({ restUntil }) => restUntil)
      return ends.length === 0 ? undefined : Math.max(0, Math.min(...ends) - clockMs)
    },
    rest(one, clockMs, outcome) {
      one.isClosed = outcome === 'closed'
      one.failures = outcome === 'failed' ? one.failures + 1 : 0
      const pauseMs = Math.min(firstPauseMs * 2 ** (one.failures - 1), longestPauseMs)
      one.restUntil = clockMs + (outcome === 'failed' ? pauseMs : closedMs)
    },
  }
}
