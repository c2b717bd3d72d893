/** Time, as a dependency: tests and the simulator bring their own. */
export type Clock = {
  /** Milliseconds since the Unix epoch; it never goes back, so two readings give a span of time. */
  now(): number
  /** Resolves after `ms`, rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Facts that go with a log line. Never bytes from a peer, never a secret. */
export type LogFields = Readonly<Record<string, unknown>>

/** Structured log: one short sentence and the facts. */
export type Log = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A log that adds `fields` to every line. */
  with(fields: LogFields): Log
}

/** `length` bytes that no one can predict. */
export type RandomSource = (length: number) => Uint8Array
