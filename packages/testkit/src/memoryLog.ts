import type { Log, LogFields } from '@vain/base'

/** One line of a log. */
export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: LogFields
}

/** A log that keeps what it is told. */
export type MemoryLog = Log & {
  /** All lines so far, also those of the logs made by `with`. */
  readonly lines: readonly LogLine[]
}

export function createMemoryLog(): MemoryLog {
  const lines: LogLine[] = []
  const open = (always: LogFields): MemoryLog => {
    const at =
      (level: LogLine['level']) =>
      (message: string, fields: LogFields = {}): void =>
        void lines.push({ level, message, fields: { ...always, ...fields } })
    return {
      lines,
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => open({ ...always, ...fields }),
    }
  }
  return open({})
}
