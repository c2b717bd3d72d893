export { formatAmount } from './amount.ts'
export { formatDuration } from './duration.ts'
export { formatCount, formatNumber, formatShare, shareOf } from './number.ts'
export { formatAge, formatClock, formatMoment } from './time.ts'
