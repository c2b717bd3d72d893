import type { MetricTable } from '@vain/base'
import { httpMetrics } from '../http/httpMetrics.ts'
import { logMetrics } from '../log/logMetrics.ts'

/** All that this package counts, for the reference. */
export const serviceMetrics: readonly MetricTable[] = [httpMetrics, logMetrics]
