/**
 * How far, at most, the logarithm of a probability in a sum of `parts` independent discrete Gaussians
 * is from that in one discrete Gaussian of `parts` times the variance, for one coordinate.
 *
 * @param variance - of each part, at least 1/2
 *
 * Source: Kairouz, Liu, Steinke 2021, the `τ` of Theorem 1.
 */
export function slackOfSum(variance: number, parts: number): number {
  let sum = 0
  for (let k = 1; k < parts; k++) {
    const term = Math.exp((-2 * Math.PI * Math.PI * variance * k) / (k + 1))
    sum += term
    // The terms fall: all that are left are at most as many of this one.
    if (term * (parts - k) < 1e-6 * sum) return 10 * (sum + term * (parts - k))
  }
  return 10 * sum
}

/** Variance that `slackOfSmoothing` gives up. */
export const smoothingVariance: number = 4

/**
 * How far, at most, the logarithm of a probability of a discrete Gaussian of variance `σ²` is from
 * that of normal noise of variance `σ² - smoothingVariance` which is then rounded at random, for one
 * coordinate. Such a rounding knows nothing of the data, so the discrete Gaussian is as private as
 * that normal noise, but for the slack.
 *
 * With `η = 2 Σ_{k≥1} exp(-2π² r² k²)` the norm of a discrete Gaussian of variance `r²` is the same up
 * to a factor in `1 ± η` wherever it is centred, hence `ln((1 + η)/(1 - η))`.
 *
 * Source: Peikert 2010, Theorem 3.1; docs/protocol/privacy.md §4.
 */
export function slackOfSmoothing(variance: number = smoothingVariance): number {
  const term = Math.exp(-2 * Math.PI * Math.PI * variance)
  // The terms after the first add up to less than its square.
  const eta = 2 * (term + term * term)
  return Math.log1p(eta) - Math.log1p(-eta)
}
