/**
 * How often a gradient that stays the same is in what some steps with momentum add up to:
 * `‖a‖₁ = Σ_{k=1…K} (1 − ρ^k) / (1 − ρ)`, and K itself without momentum.
 *
 * Only + and ×, in this order: the bits agree on every machine.
 *
 * @param steps - K, at least 1
 * @param momentum - ρ, `0 <= ρ < 1`
 *
 * Source: docs/protocol §5.6; Wang et al. 2020 (FedNova), §4 and appendix on momentum.
 */
export function stepWeight(steps: number, momentum: number): number {
  let [weight, reach] = [0, 0]
  for (let step = 0; step < steps; step++) {
    reach = 1 + momentum * reach
    weight += reach
  }
  return weight
}
