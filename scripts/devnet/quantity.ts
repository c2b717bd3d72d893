/** A number of a JSON-RPC answer; 0 if it is not there. */
export function toQuantity(answer: unknown, field: string): number {
  if (typeof answer !== 'object' || answer === null) return 0
  const value = (answer as Record<string, unknown>)[field]
  return typeof value === 'string' ? Number(BigInt(value)) : 0
}
