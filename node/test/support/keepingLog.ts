import type { Log, LogFields } from '@vain/base'

/** A line that was logged. */
export type Line = { readonly level: string; readonly message: string; readonly fields: LogFields }

/** A log that keeps its lines and prints nothing. */
export function keepingLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = []
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields })
    }
  const log = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => log,
  }
  return log
}
