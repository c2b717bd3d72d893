import { formatUnits } from '../../../shared/chain/ethereum/index.ts'
import type { Unit } from '../catalogue/index.ts'

/** Decimals of the token, as of ether. */
export const decimals = 18

/** A value as it is typed. */
export function textOf(value: unknown, unit: Unit | undefined): string {
  if (Array.isArray(value)) return value.map((one) => textOf(one, unit)).join('\n')
  if (unit === 'amount') return formatUnits(BigInt(value as bigint), decimals)
  if (unit === 'bps') return `${Number(value) / 100}`
  return String(value)
}
