import type { Clock } from '@vain/base'

/** Counts what each of many may have in an hour. */
export type Quota = {
  /** Whether one more may be had now. */
  allows(who: string): boolean
  count(who: string): void
}

const hourMs = 3_600_000
/** Who is kept in mind; beyond it whoever had something longest ago is forgotten. */
const maxKept = 10_000

export function createQuota(clock: Pick<Clock, 'now'>, perHour: number): Quota {
  const times = new Map<string, readonly number[]>()
  const recent = (who: string): readonly number[] => {
    const begin = clock.now() - hourMs
    return (times.get(who) ?? []).filter((time) => time > begin)
  }
  return {
    allows: (who) => recent(who).length < perHour,
    count(who) {
      const now = [...recent(who), clock.now()]
      times.delete(who)
      times.set(who, now)
      if (times.size > maxKept) times.delete(times.keys().next().value as string)
    },
  }
}
