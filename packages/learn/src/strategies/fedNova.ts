import { stepWeight } from '@vain/protocol'
import { shorten } from './shorten.ts'
import { at, type Strategy, vectorOf } from './strategy.ts'

const nothing = new Float32Array(0)

/**
 * FedNova: changes are averaged per step, so that who trains more steps does not pull the model
 * towards its own optimum, and the model moves by so many steps as members took on average.
 *
 * A member sends its change divided by `a = ‖aᵢ‖₁ / reference` and, as one number more, `a` itself.
 * The model moves by the product of both means: `(Σ pᵢaᵢ) · Σ pᵢΔᵢ/aᵢ`.
 *
 * Under masking: with one number more in the vector, and the sum gives both means. What a member's
 * steps weigh is hidden like everything else in its vector.
 *
 * @param reference - what a usual member's steps weigh, positive: the same for all. It cancels, and
 *   only keeps both parts of a vector of about the size that they have in FedAvg.
 *
 * Source: Wang et al. 2020, equation 8 and §4.
 */
export function createFedNova(reference: number): Strategy {
  return {
    weighting: 'examples',
    publishedWords: (parameters) => parameters,
    ownWords: () => 0,
    width: (parameters) => parameters + 1,
    steer: () => undefined,
    send({ start, end, steps, momentum, greatestNorm = Number.POSITIVE_INFINITY }) {
      const d = start.length
      const a = stepWeight(steps, momentum) / reference
      const update = vectorOf(d + 1, (j) => (j < d ? (at(end, j) - at(start, j)) / a : a))
      // Of both parts the change gives way: what the steps weigh is told as it is.
      shorten(update.subarray(0, d), Math.sqrt(Math.max(0, greatestNorm * greatestNorm - a * a)))
      return { update, own: nothing }
    },
    step(published, mean) {
      const d = published.length
      return vectorOf(d, (j) => at(published, j) + at(mean, d) * at(mean, j))
    },
  }
}
