const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

/** How far a moment is from now, in the largest unit that fits. @param seconds - below 0: past */
export function formatAge(seconds: number): string {
  const whole = Math.round(seconds)
  const [unit, length] = steps.find(([, length]) => Math.abs(whole) >= length) ?? ['second', 1]
  return relative.format(Math.trunc(whole / length), unit)
}

/** Last second that has a date. Source: ECMA-262, Time Values and Time Range. */
const lastSecond = 8_640_000_000_000

/** A moment in full, with its time zone; of one without a date, its second. @param at - unix seconds */
export function formatMoment(at: number): string {
  if (!(Math.abs(at) <= lastSecond)) return `second ${at}`
  return absolute.format(new Date(at * 1_000))
}

const clock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** A moment, short enough for the axis of a chart. @param at - unix seconds */
export function formatClock(at: number): string {
  return clock.format(new Date(at * 1_000))
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A day by UTC, as the index counts them. @param at - unix seconds */
export function formatDay(at: number): string {
  return day.format(new Date(at * 1_000))
}

const ticks = [
  [10 * 60, { hour: '2-digit', minute: '2-digit', second: '2-digit' }],
  [86_400, { hour: '2-digit', minute: '2-digit' }],
  [3 * 86_400, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }],
  [300 * 86_400, { day: 'numeric', month: 'short' }],
  [Number.POSITIVE_INFINITY, { month: 'short', year: 'numeric' }],
] as const

const tickFormats = ticks.map(
  ([span, options]) => [span, new Intl.DateTimeFormat('en-GB', options)] as const,
)

/**
 * A moment at the axis of a chart, with as much of it as tells neighbours apart.
 *
 * @param at - unix seconds
 * @param span - of the axis, seconds
 */
export function formatTick(at: number, span: number): string {
  const format = tickFormats.find(([most]) => span <= most)?.[1] ?? clock
  return format.format(new Date(at * 1_000))
}
