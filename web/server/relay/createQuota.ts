import type { Clock } from '@vain/base'

/** Counts what each of many may have in an hour. */
export type Quota = {
  /** Whether one more may be had now. */
  allows(who: string): boolean
  /** Counts one more. @returns what takes it back, for one that was not had after all */
  count(who: string): () => void
}

const hourMs = 3_600_000
/** Who is kept in mind; beyond it whoever had something longest ago is forgotten. */
const maxKept = 10_000

/** One thing that was had. */
type Had = { readonly atMs: number }

export function createQuota(clock: Pick<Clock, 'now'>, perHour: number): Quota {
  const counts = new Map<string, readonly Had[]>()
  const recent = (who: string): readonly Had[] => {
    const begin = clock.now() - hourMs
    return (counts.get(who) ?? []).filter(({ atMs }) => atMs > begin)
  }
  return {
    allows: (who) => recent(who).length < perHour,
    count(who) {
      const one = { atMs: clock.now() }
      const all = [...recent(who), one]
      counts.delete(who)
      counts.set(who, all)
      if (counts.size > maxKept) counts.delete(counts.keys().next().value as string)
      return () => {
        const left = recent(who).filter((other) => other !== one)
        // Whoever was forgotten meanwhile stays so.
        if (counts.has(who)) counts.set(who, left)
      }
    },
  }
}
