const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

/** A share of a whole. @param share - 0…1 */
export function formatShare(share: number): string {
  return percent.format(share)
}

/** How many. */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** A measured number, to four figures. */
export function formatNumber(value: number): string {
  return short.format(value)
}

/** One amount of another, to thousandths of a percent; 0 of nothing. */
export function shareOf(part: bigint, all: bigint): number {
  return all === 0n ? 0 : Number((part * 100_000n) / all) / 100_000
}
