import { type Counter, type Log, type LogFields, type Meter, noMeter } from '@vain/base'
import { pino } from 'pino'
import { ecsLine } from './ecsLine.ts'
import { logMetrics } from './logMetrics.ts'
import { prettyLine } from './prettyLine.ts'
import { toPrintable, toPrintableText } from './toPrintable.ts'

/** What a log lets through: its own level and every graver one. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * `json`: one object a line, for machines. `ecs`: the same in fields of the Elastic Common Schema.
 * `pretty`: one compact line of text, for terminals.
 */
export type LogFormat = 'json' | 'ecs' | 'pretty'

export type LogOptions = {
  level: LogLevel
  format: LogFormat
  /** Who speaks: the daemon's name. */
  name: string
  /** Takes whole lines. Default: standard output, written before the call returns. */
  destination?: { write(line: string): void }
  /** Counts the lines. */
  meter?: Meter
  /** What tells networks apart in traces of `ecs`. */
  network?: string
}

const rewriters: Readonly<Partial<Record<LogFormat, (json: string, network: string) => string>>> = {
  pretty: prettyLine,
  ecs: ecsLine,
}

type LineCounter = Counter<{ readonly level: string | number }>

const ownFields: ReadonlySet<string> = new Set(['time', 'level', 'name', 'msg'])

/**
 * Builds the log of a daemon: one line per event with `time` (ISO 8601, UTC), `level`, `name`,
 * `msg` and the fields. A field that bears one of these four names gets an underscore behind it.
 *
 * Nothing reaches the line but what {@link toPrintable} lets through: no secret, no bytes.
 */
export function createLog(options: LogOptions): Log {
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true })
  const rewrite = rewriters[options.format]
  const network = options.network ?? ''
  const sink =
    rewrite === undefined
      ? destination
      : { write: (line: string): void => void destination.write(rewrite(line, network)) }
  const logger = pino(
    {
      level: options.level,
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    sink,
  )
  return wrap(logger, (options.meter ?? noMeter).open(logMetrics).lines, {})
}

function wrap(logger: pino.Logger, lines: LineCounter, always: LogFields): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(level)) return
      const facts = toPrintable(renameOwn({ ...always, ...fields }), {
        stacks: logger.isLevelEnabled('debug'),
      })
      lines.add({ level })
      logger[level](facts, toPrintableText(message))
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => wrap(logger, lines, { ...always, ...fields }),
  }
}

function renameOwn(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [ownFields.has(key) ? `${key}_` : key, value]),
  )
}
