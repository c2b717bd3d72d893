import { formatAmount, formatDuration } from '../../../../shared/format/index.ts'
import { offences, operatorRoles, type Unit } from '../../catalogue/index.ts'

/** A value of a contract as people read it, in its unit. */
export function formatValue(value: string, unit: Unit | undefined): string {
  switch (unit) {
    case 'amount':
      return formatAmount(BigInt(value))
    case 'seconds':
      return `${formatDuration(Number(value))} (${value} s)`
    case 'bps':
      return `${Number(value) / 100} %`
    case 'offence':
      return offences[value] ?? value
    case 'role':
      return operatorRoles[value] ?? value
    default:
      return value
  }
}
