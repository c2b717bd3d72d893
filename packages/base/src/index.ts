export { concatBytes, equalBytes, fromHex, fromText, toHex, toUint } from './bytes.ts'
export { VainError } from './error.ts'
export { escapeText } from './escapeText.ts'
export { compared, type Figure } from './figure.ts'
export {
  type Counter,
  type Gauge,
  type Histogram,
  type Instruments,
  type LabelsOf,
  type LabelValues,
  longTimes,
  type Meter,
  type MetricRow,
  type MetricTable,
  noMeter,
  shortTimes,
} from './meter.ts'
export type { Clock, Log, LogFields, RandomSource } from './ports.ts'
export { readText } from './readText.ts'
export { Secret } from './secret.ts'
