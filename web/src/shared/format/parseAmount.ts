const form = /^(\d{1,30})(?:\.(\d{1,18}))?$/

/**
 * Reads an amount of tokens as a person writes it, such as `1,000.5`; undefined if it is none.
 *
 * @returns in the token's smallest unit, 10⁻¹⁸
 */
export function parseAmount(text: string): bigint | undefined {
  const match = form.exec(text.trim().replaceAll(',', ''))
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  return BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, '0'))
}

/** An amount in full, as `parseAmount` reads it. */
export function writeAmount(amount: bigint): string {
  const digits = amount.toString().padStart(19, '0')
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, '')
}
