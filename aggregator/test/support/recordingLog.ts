import type { Log, LogFields } from '@vain/base'

export type LogLine = LogFields & { readonly level: string; readonly message: string }

/** A log that keeps its lines. */
export function createRecordingLog(lines: LogLine[], more: LogFields = {}): Log {
  const at = (level: string) => (message: string, fields?: LogFields) => {
    lines.push({ ...more, ...fields, level, message })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createRecordingLog(lines, { ...more, ...fields }),
  }
}
