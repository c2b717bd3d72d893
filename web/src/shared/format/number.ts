const percent = new Intl.NumberFormat('en', percentTo(1))
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
const four = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 }
const measured = new Intl.NumberFormat('en', four)
const score = new Intl.NumberFormat('en', { ...percentTo(1), minimumFractionDigits: 1 })

function percentTo(places: number): Intl.NumberFormatOptions {
  return { style: 'percent', maximumFractionDigits: places }
}

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

/** A measured number with four figures always, so that those of a column can be compared. */
export function formatMeasured(value: number): string {
  return measured.format(value)
}

/** A measured share with its tenths of a percent always. @param share - 0…1 */
export function formatScore(share: number): string {
  return score.format(share)
}

/** One amount of another, to thousandths of a percent; 0 of nothing. */
export function shareOf(part: bigint, all: bigint): number {
  return all === 0n ? 0 : Number((part * 100_000n) / all) / 100_000
}
