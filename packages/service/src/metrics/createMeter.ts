import {
  type LabelValues,
  type Meter,
  type MetricRow,
  type MetricTable,
  VainError,
} from '@vain/base'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A meter that Prometheus can read. */
export type PrometheusMeter = Meter & {
  /** All values as of now, in the text format 0.0.4 of Prometheus. */
  render(): Promise<string>
}

export type MeterOptions = {
  /** Whether the process itself is measured too: memory, processor, files, event loop. */
  readonly measuresProcess?: boolean
  /** Different values that a label with `any` may show; further ones are `other`. 64 by default. */
  readonly maxLabelValues?: number
}

type Labels = Readonly<Record<string, string | number>>
type Instrument = {
  readonly row: MetricRow
  /** The cast holds: it has the methods of its row's type. */
  readonly made: never
}

/** Combinations of listed values that are shown as 0 from the start. */
const maxPrepared = 64

/**
 * A meter on prom-client.
 *
 * @throws {VainError} `metrics/bad-row` when a table is opened whose rows break the rules of
 *   `MetricRow`, or one of which has a name that another table uses
 */
export function createMeter(options: MeterOptions = {}): PrometheusMeter {
  const { measuresProcess = true, maxLabelValues = 64 } = options
  const registry = new Registry()
  if (measuresProcess) collectDefaultMetrics({ register: registry })
  const instruments = new Map<string, Instrument>()

  function instrumentOf(row: MetricRow): never {
    const known = instruments.get(row.name)
    if (known !== undefined) {
      if (known.row !== row) throw badRow(row, 'another table has this name')
      return known.made
    }
    assertRow(row)
    const made = makers[row.type](registry, row, createBound(row, maxLabelValues)) as never
    instruments.set(row.name, { row, made })
    return made
  }

  return {
    open: <Table extends MetricTable>(table: Table) =>
      Object.fromEntries(
        Object.entries(table).map(([key, row]) => [key, instrumentOf(row)]),
      ) as never,
    render: () => registry.metrics(),
  }
}

type Bound = (labels: Labels) => Labels

const makers: Record<
  MetricRow['type'],
  (registry: Registry, row: MetricRow, bound: Bound) => object
> = {
  counter(registry, row, bound) {
    const counter = new Counter({ ...configOf(row), registers: [registry] })
    for (const labels of prepared(row)) counter.inc(labels, 0)
    return { add: (labels: Labels, amount = 1) => counter.inc(bound(labels), amount) }
  },
  gauge(registry, row, bound) {
    const readers: (() => Iterable<readonly [Labels, number]>)[] = []
    const gauge = new Gauge({
      ...configOf(row),
      registers: [registry],
      collect() {
        if (readers.length === 0) return
        this.reset()
        // Beyond the bound several share the label `other`.
        for (const read of readers)
          for (const [labels, value] of read()) this.inc(bound(labels), value)
      },
    })
    return {
      set: (labels: Labels, value: number) => gauge.set(bound(labels), value),
      follow: (read: (typeof readers)[number]) => void readers.push(read),
    }
  },
  histogram(registry, row, bound) {
    const { buckets = [] } = row
    const histogram = new Histogram({
      ...configOf(row),
      buckets: [...buckets],
      registers: [registry],
    })
    return { observe: (labels: Labels, value: number) => histogram.observe(bound(labels), value) }
  },
}

function configOf({ name, text, labels = {} }: MetricRow): {
  name: string
  help: string
  labelNames: string[]
} {
  return { name, help: text, labelNames: Object.keys(labels) }
}

/** Every combination of listed values; none if a label has others. */
function prepared({ labels = {} }: MetricRow): Labels[] {
  let all: Labels[] = [{}]
  for (const [name, values] of Object.entries(labels)) {
    if (values === 'any') return []
    all = all.flatMap((some) => values.map((value) => ({ ...some, [name]: value })))
    if (all.length > maxPrepared) return []
  }
  return all
}

/** Keeps the number of a metric's label values bounded, whoever they come from. */
function createBound({ labels = {} }: MetricRow, maxValues: number): Bound {
  const bounds = Object.entries(labels).map(([name, values]) => [name, take(values)] as const)

  function take(values: LabelValues): (value: string) => string {
    const known = new Set(values === 'any' ? [] : values)
    return (value) => {
      if (values === 'any' && known.size < maxValues) known.add(value)
      return known.has(value) ? value : 'other'
    }
  }

  return (given) =>
    Object.fromEntries(bounds.map(([name, bound]) => [name, bound(String(given[name] ?? ''))]))
}

function assertRow(row: MetricRow): void {
  const { type, name, unit, labels = {}, buckets = [] } = row
  const ending = type === 'counter' ? `_${unit}_total` : `_${unit}`
  if (!/^vain(_[a-z\d]+){3,}$/.test(name) || !name.endsWith(ending))
    throw badRow(row, `the name is not vain_<module>_<thing>${ending}`)
  if (badUnits.test(unit)) throw badRow(row, 'seconds and bytes are the units, 1 the whole')
  if (!Object.keys(labels).every((label) => /^[a-z]+(_[a-z]+)*$/.test(label) && label !== 'le'))
    throw badRow(row, 'a label is not in lower case')
  if (Object.keys(labels).some((label) => scraperLabels.has(label)))
    throw badRow(row, 'a label is one that Prometheus gives its targets')
  const ascends = buckets.every((bound, i) => i === 0 || bound > (buckets[i - 1] as number))
  if ((type === 'histogram') !== buckets.length > 0 || !ascends)
    throw badRow(row, 'a histogram, and nothing else, has ascending buckets')
}

/** Given to every series by `ops/` and Prometheus, which would rename ours to `exported_…`. */
const scraperLabels: ReadonlySet<string> = new Set(['job', 'instance', 'daemon'])

const badUnits = /^(ms|.*(milli|micro|nano).*|minutes|hours|days|[kmg]i?b|.+bytes|bits|percent)$/

const badRow = (row: MetricRow, problem: string): VainError =>
  new VainError('metrics/bad-row', `${row.name}: ${problem}`, { name: row.name })
