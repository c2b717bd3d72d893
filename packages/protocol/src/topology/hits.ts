/**
 * Exact odds of a draw without replacement, as whole numbers: nodes must agree on what follows, and
 * no two machines have to have the same logarithm.
 */

/** `C(n, k)`. */
function choose(n: number, k: number): bigint {
  let result = 1n
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i)
  return result
}

/**
 * In how many of the `C(all, drawn)` draws `x` of the marked are hit, for `x = 0 … drawn`: the
 * hypergeometric distribution times its denominator.
 *
 * @param marked - at most `all`
 * @param drawn - at most `all`
 */
export function countHits(all: number, marked: number, drawn: number): readonly bigint[] {
  const plain = all - marked
  const counts = new Array<bigint>(drawn + 1).fill(0n)
  const [least, most] = [Math.max(0, drawn - plain), Math.min(drawn, marked)]
  let count = choose(marked, least) * choose(plain, drawn - least)
  for (let x = least; x <= most; x++) {
    counts[x] = count
    const [up, down] = [(marked - x) * (drawn - x), (x + 1) * (plain - drawn + x + 1)]
    // Exact: what is divided is the next count times the divisor.
    if (x < most) count = (count * BigInt(up)) / BigInt(down)
  }
  return counts
}

/**
 * The least `x` for which `times · P[hits ≥ x] ≤ 2^−bits`; one more than were drawn if no number of
 * hits is that rare.
 */
export function leastRare(counts: readonly bigint[], times: number, bits: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0n)
  const scale = BigInt(times) << BigInt(bits)
  let tail = 0n
  for (let x = counts.length - 1; x >= 0; x--) {
    tail += counts[x] as bigint
    if (tail * scale > total) return x + 1
  }
  return 0
}
