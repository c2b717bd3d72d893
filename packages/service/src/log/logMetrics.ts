/** What the log counts. */
export const logMetrics = {
  lines: {
    type: 'counter',
    name: 'vain_log_written_lines_total',
    unit: 'lines',
    text: 'Lines of the log, those below the level that is written left out.',
    labels: { level: ['debug', 'info', 'warn', 'error'] },
  },
} as const
