const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** A length of time, exact in its two largest units: `2 days 3 hours`. @param seconds - 0 or more */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const first = units.findIndex(([, length]) => whole >= length)
  if (first < 0) return '0 seconds'
  let rest = whole
  return units
    .slice(first, first + 2)
    .map(([unit, length]) => {
      const count = Math.floor(rest / length)
      rest -= count * length
      return count === 0 ? '' : `${count} ${unit}${count === 1 ? '' : 's'}`
    })
    .filter(Boolean)
    .join(' ')
}
