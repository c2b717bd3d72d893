export { formatAmount } from './amount.ts'
export { formatDuration } from './duration.ts'
export {
  formatCount,
  formatMeasured,
  formatNumber,
  formatScore,
  formatShare,
  shareOf,
} from './number.ts'
export { parseAmount, writeAmount } from './parseAmount.ts'
export { cutShort, showHidden } from './strangers.ts'
export { formatAge, formatClock, formatDay, formatMoment, formatTick } from './time.ts'
