export { formatAmount } from './amount.ts'
export { formatDuration } from './duration.ts'
export { formatAge, formatMoment } from './time.ts'
