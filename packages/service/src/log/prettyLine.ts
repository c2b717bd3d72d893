const levelMark: Readonly<Record<string, string>> = {
  debug: 'debug',
  info: 'info ',
  warn: 'WARN ',
  error: 'ERROR',
}

/**
 * One line of text for a terminal out of one line of the JSON log.
 *
 * Control characters are written as escapes, so nothing in a field can move the cursor or forge a
 * line.
 */
export function prettyLine(json: string): string {
  const { time, level, name, msg, ...fields } = JSON.parse(json) as Record<string, unknown>
  const clock = String(time).slice(11, 23)
  const facts = Object.entries(fields).map(([key, value]) => `${key}=${toFact(value)}`)
  const head = `${clock} ${levelMark[String(level)] ?? level} ${name}: ${msg}`
  return `${[head, ...facts].map(escapeControls).join('  ')}\n`
}

function toFact(value: unknown): string {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value)
}

function escapeControls(text: string): string {
  return text.replace(
    // C0 and C1 controls, line and paragraph separators, and the marks that turn text around.
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
