const decimals = 18n
const unit = 10n ** decimals

/**
 * An amount of tokens, rounded down to four places behind the point.
 *
 * @param amount - in the token's smallest unit, 10⁻¹⁸
 */
export function formatAmount(amount: bigint): string {
  const sign = amount < 0n ? '−' : ''
  const size = amount < 0n ? -amount : amount
  const places = (size % unit).toString().padStart(Number(decimals), '0').slice(0, 4)
  const fraction = places.replace(/0+$/, '')
  const whole = (size / unit).toLocaleString('en')
  if (whole === '0' && fraction === '' && size > 0n) return `${sign}< 0.0001`
  return `${sign}${whole}${fraction && `.${fraction}`}`
}
