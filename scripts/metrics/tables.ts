import { aggregatorMetrics } from '@vain/aggregator'
import type { MetricTable } from '@vain/base'
import { chainMetrics } from '@vain/chain'
import { redisMetrics } from '@vain/limits'
import { netMetrics } from '@vain/net'
import { nodeMetrics } from '@vain/node'
import { operatorMetrics } from '@vain/operator'
import { describeMetrics, describeProcess, type MetricFacts, serviceMetrics } from '@vain/service'
import { portalMetrics } from '../../web/server/metrics/portalMetrics.ts'

/** Metrics that some daemons have. */
export type MetricSection = { readonly title: string; readonly metrics: readonly MetricFacts[] }

const section = (title: string, ...tables: readonly MetricTable[]): MetricSection => ({
  title,
  metrics: tables.flatMap(describeMetrics),
})

/** All metrics of all daemons. */
export const metricSections: readonly MetricSection[] = [
  section('Every daemon', operatorMetrics, chainMetrics, netMetrics, ...serviceMetrics),
  section('Node', nodeMetrics),
  section('Aggregator', aggregatorMetrics),
  section('Portal', portalMetrics, redisMetrics),
  { title: 'Process', metrics: describeProcess() },
]
