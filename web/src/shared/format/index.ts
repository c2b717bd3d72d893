export { formatAmount } from './amount.ts'
export { formatDuration } from './duration.ts'
export { formatCount, formatNumber, formatShare, shareOf } from './number.ts'
export { formatAge, formatMoment } from './time.ts'
