/** Probabilities of a discrete Gaussian of this variance, in doubles, down to 10⁻¹². */
export function probabilities(variance: number): ReadonlyMap<number, number> {
  const reach = Math.ceil(Math.sqrt(variance * 56)) + 2
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * variance)),
  )
  const norm = weights.reduce((sum, weight) => sum + weight, 0)
  return new Map(weights.map((weight, i) => [i - reach, weight / norm]))
}

/**
 * Pearson's statistic of samples against probabilities, as standard deviations above its mean
 * (Wilson and Hilferty's normal approximation). What is expected less than ten times is one bin.
 */
export function chiSquare(
  samples: ArrayLike<number>,
  expected: ReadonlyMap<number, number>,
): number {
  const counts = new Map<number, number>()
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  let [statistic, bins, seen, likely] = [0, 0, 0, 0]
  for (const [value, probability] of expected) {
    const mean = probability * samples.length
    if (mean < 10) continue
    const count = counts.get(value) ?? 0
    statistic += (count - mean) ** 2 / mean
    bins++
    seen += count
    likely += mean
  }
  const rest = samples.length - likely
  if (rest > 0) statistic += (samples.length - seen - rest) ** 2 / Math.max(rest, 1)
  const freedom = bins
  const spread = 2 / (9 * freedom)
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread)
}

/** Mean, and the even moments as multiples of those of normal noise. */
export function moments(samples: ArrayLike<number>, variance: number): number[] {
  const sums = [0, 0, 0, 0]
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number
    for (let k = 0; k < 4; k++) sums[k] = (sums[k] as number) + value ** (k + 1)
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = sums.map((sum) => sum / samples.length)
  const sigma = Math.sqrt(variance)
  return [first / sigma, second / variance, third / sigma ** 3, fourth / (3 * variance ** 2)]
}
