/** An amount as a number for charts: whole tokens. @param amount - decimals, in the smallest unit */
export function toTokens(amount: string): number {
  return Number(BigInt(amount) / 10n ** 12n) / 1e6
}
