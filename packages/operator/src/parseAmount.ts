/** Digits of the token behind the point. */
const decimals = 18

/**
 * Smallest units of a decimal amount of VAIN.
 *
 * @param text - digits, with at most 18 behind a point
 */
export function toSmallestUnit(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

/** Decimal amount of VAIN, without trailing zeros. */
export function formatVain(amount: bigint): string {
  const digits = amount.toString().padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  return `${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`
}
