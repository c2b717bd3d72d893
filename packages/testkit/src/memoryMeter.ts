import type { Meter, MetricRow, MetricTable } from '@vain/base'

type Labels = Readonly<Record<string, string | number>>

/** A meter that can be asked. */
export type MemoryMeter = Meter & {
  /** Value of a counter or gauge, or number of observed values of a histogram; 0 if there is none. */
  valueOf(row: MetricRow, labels?: Labels): number
}

/** A meter that keeps everything in memory, with labels as they were given. */
export function createMemoryMeter(): MemoryMeter {
  const values = new Map<string, number>()
  const readers = new Map<string, (() => Iterable<readonly [Labels, number]>)[]>()
  const keyOf = (name: string, labels: Labels): string =>
    [
      name,
      ...Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
    ].join()

  function instrumentOf({ name }: MetricRow): object {
    const change = (labels: Labels, toNew: (old: number) => number): void => {
      const key = keyOf(name, labels)
      values.set(key, toNew(values.get(key) ?? 0))
    }
    return {
      add: (labels: Labels, amount = 1) => change(labels, (old) => old + amount),
      set: (labels: Labels, value: number) => change(labels, () => value),
      observe: (labels: Labels) => change(labels, (old) => old + 1),
      follow: (read: () => Iterable<readonly [Labels, number]>) =>
        void readers.set(name, [...(readers.get(name) ?? []), read]),
    }
  }

  return {
    open: <Table extends MetricTable>(table: Table) =>
      Object.fromEntries(
        Object.entries(table).map(([key, row]) => [key, instrumentOf(row)]),
      ) as never,
    valueOf({ name }, labels = {}) {
      const key = keyOf(name, labels)
      const read = (readers.get(name) ?? [])
        .flatMap((reader) => [...reader()])
        .filter(([found]) => keyOf(name, found) === key)
        .map(([, value]) => value)
      return read.reduce((sum, value) => sum + value, values.get(key) ?? 0)
    },
  }
}
