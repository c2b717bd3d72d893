import type { LedgerView } from '@vain/protocol'
import type { OperatorDetail, Participation } from '../../api/operators/operators.ts'

/** What an operator did in rounds, the newest first. */
export type RoundsRecord = {
  readonly rounds: readonly Participation[]
  readonly member: number
  readonly survived: number
}

const known = new WeakMap<LedgerView, ReadonlyMap<number, RoundsRecord>>()

/** What each operator did in the rounds of all runs, by its number. */
export function participationIn(view: LedgerView): ReadonlyMap<number, RoundsRecord> {
  const found = known.get(view) ?? collect(view)
  known.set(view, found)
  return found
}

function collect(view: LedgerView): ReadonlyMap<number, RoundsRecord> {
  const rows = new Map<number, Participation[]>()
  for (const { run, rounds } of view.runs.values())
    for (const { round, members, survivors, masked, opened } of rounds) {
      const inSum = survivors && new Set(survivors)
      for (const operator of members) {
        const own = rows.get(operator) ?? []
        rows.set(operator, own)
        own.push({ run, round, at: (masked ?? opened).timestamp, survived: inSum?.has(operator) })
      }
    }
  return new Map([...rows].map(([operator, own]) => [operator, toRecord(own)]))
}

function toRecord(rows: Participation[]): RoundsRecord {
  const rounds = rows.sort((a, b) => b.at - a.at || b.round - a.round)
  return {
    rounds,
    member: rounds.filter(({ survived }) => survived !== undefined).length,
    survived: rounds.filter(({ survived }) => survived === true).length,
  }
}

const daySeconds = 86_400

/** Rounds that fixed their sum, by the day, the oldest first. */
export function byDay(rounds: readonly Participation[]): OperatorDetail['days'] {
  const days = new Map<number, { day: number; member: number; survived: number }>()
  for (const { at, survived } of rounds.toReversed()) {
    if (survived === undefined) continue
    const day = at - (at % daySeconds)
    const row = days.get(day) ?? { day, member: 0, survived: 0 }
    days.set(day, row)
    row.member++
    if (survived) row.survived++
  }
  return [...days.values()]
}
