import type { LabelValues, MetricTable } from '@vain/base'
import { collectDefaultMetrics, Registry } from 'prom-client'

/** What a reader of the reference needs to know of one metric. */
export type MetricFacts = {
  readonly name: string
  readonly type: string
  readonly unit: string
  readonly text: string
  readonly labels: Readonly<Record<string, LabelValues>>
}

/** The metrics of a table, by name. */
export function describeMetrics(table: MetricTable): MetricFacts[] {
  return Object.values(table)
    .map(({ name, type, unit, text, labels = {} }) => ({ name, type, unit, text, labels }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The metrics of the process that every daemon has, as prom-client gives them. */
export function describeProcess(): MetricFacts[] {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // What is given are the metrics themselves; their type leaves the labels out.
  const found = registry.getMetricsAsArray() as unknown as readonly ProcessMetric[]
  return found.map(({ name, help, type, labelNames }) => ({
    name,
    type,
    unit: ['seconds', 'bytes'].find((unit) => name.includes(unit)) ?? '',
    text: help,
    labels: Object.fromEntries(labelNames.map((label) => [label, 'any'])),
  }))
}

type ProcessMetric = {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly labelNames: readonly string[]
}
