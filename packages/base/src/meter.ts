/** Values of a label: the only ones there are, or `any` where they come from the chain or a peer. */
export type LabelValues = readonly string[] | 'any'

/**
 * Definition of one metric.
 *
 * Its name is `vain_<module>_<thing>_<unit>`, with `_total` behind it for a counter. A label with
 * listed values shows any other value as `other`; one with `any` does so beyond a bound.
 */
export type MetricRow = {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly name: string
  /** Seconds and bytes, never parts or multiples of them; `bool` is 0 or 1. */
  readonly unit: string
  /** One sentence. */
  readonly text: string
  readonly labels?: Readonly<Record<string, LabelValues>>
  /** Upper bounds of a histogram, ascending. */
  readonly buckets?: readonly number[]
}

/** The metrics of a module. */
export type MetricTable = Readonly<Record<string, MetricRow>>

/** A value for each label of a metric. */
export type LabelsOf<Row extends MetricRow> = {
  readonly [Name in keyof Row['labels']]: string | number
}

/** Only grows; starts from 0 with the process. */
export type Counter<Labels = object> = {
  /** @param amount - at least 0, 1 by default */
  add(labels: Labels, amount?: number): void
}

/** Goes up and down. */
export type Gauge<Labels = object> = {
  set(labels: Labels, value: number): void
  /**
   * Reads the values whenever somebody looks; labels that are no longer among them are gone.
   *
   * @param read - fast, and without I/O
   */
  follow(read: () => Iterable<readonly [Labels, number]>): void
}

/** Counts values by size. */
export type Histogram<Labels = object> = { observe(labels: Labels, value: number): void }

type InstrumentOf<Row extends MetricRow> = Row['type'] extends 'counter'
  ? Counter<LabelsOf<Row>>
  : Row['type'] extends 'gauge'
    ? Gauge<LabelsOf<Row>>
    : Histogram<LabelsOf<Row>>

/** What a module counts with: an instrument for each row of its table. */
export type Instruments<Table extends MetricTable> = {
  readonly [Key in keyof Table]: InstrumentOf<Table[Key]>
}

/** Where measured values go. */
export type Meter = {
  /** Instruments of a table; the same ones each time it is opened. */
  open<const Table extends MetricTable>(table: Table): Instruments<Table>
}

const nothing = { add() {}, set() {}, follow() {}, observe() {} }

/** Keeps nothing. */
export const noMeter: Meter = {
  open: <Table extends MetricTable>(table: Table) =>
    // The cast holds: `nothing` has the methods of every instrument.
    Object.fromEntries(
      Object.keys(table).map((key) => [key, nothing]),
    ) as unknown as Instruments<Table>,
}

/** Upper bounds, in seconds, for what takes milliseconds to a minute. */
export const shortTimes: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]

/** Upper bounds, in seconds, for what takes a tenth of a second to hours. */
export const longTimes: readonly number[] = [
  0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800,
]
