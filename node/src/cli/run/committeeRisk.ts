/** Members of a committee of which so many may be anything. Source: docs/protocol §4.10. */
const placesFor = (faults: number): number => 4 * faults + 1

/**
 * Probability that more members of a committee are corrupt than it withstands, when it is drawn from
 * all, each as likely as any other: the upper tail of a hypergeometric distribution.
 *
 * @param terms - `faults` at least 1, `members` at least as many as a committee has
 * @returns 0 … 1, to about ten digits
 */
export function committeeRisk(terms: {
  readonly members: number
  readonly corrupt: number
  readonly faults: number
}): number {
  const { members, corrupt, faults } = terms
  const places = placesFor(faults)
  let risk = 0
  for (let hits = faults + 1; hits <= Math.min(places, corrupt); hits++)
    risk += Math.exp(
      logChoose(corrupt, hits) +
        logChoose(members - corrupt, places - hits) -
        logChoose(members, places),
    )
  return Math.min(1, risk)
}

/** Natural logarithm of `n` over `k`; −∞ if that is 0. */
function logChoose(n: number, k: number): number {
  if (k > n) return -Infinity
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
