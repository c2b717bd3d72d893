export { formatAmount } from './amount.ts'
export { formatAge, formatMoment } from './time.ts'
