import { toUint } from '@vain/base'
import { createDraws, shuffle } from '../random/draws.ts'
import { sendSome } from './sendSome.ts'
import { at, type Strategy } from './strategy.ts'

/** Terms of the outer step and of what is sent. */
export type DilocoTerms = {
  /** Outer learning rate, positive; 0.7 in the paper. */
  readonly outerRate: number
  /** Outer Nesterov momentum, `0 <= momentum < 1`; 0.9 in the paper. */
  readonly outerMomentum: number
  /** Share of the coordinates that a round is about, `0 < keep <= 1`. */
  readonly keep: number
}

/** The coordinates of a round, ascending: the same for all, drawn from the number of the step. */
function coordinatesOf(parameters: number, count: number, step: number): Int32Array {
  const order = shuffle(parameters, createDraws('vain/rand-k/1', toUint(step, 32)))
  return order.slice(0, count).sort()
}

/**
 * DiLoCo: members train long, and the mean of their changes is the gradient of an outer step with
 * Nesterov momentum; optionally a round is about some coordinates only (rand-k), and what a member
 * could not send it adds to its next update (error feedback).
 *
 * Published are the model, the outer momentum and the number of the step, from which the coordinates
 * are drawn.
 *
 * Under masking: as it stands, with vectors that are shorter by `keep`, because all members send the
 * same coordinates. The largest coordinates of each (top-k) cannot be masked: where they are would
 * be seen, or all be sent. Nor do bytes instead of words: a masked sum of n bytes needs
 * `8 + log₂ n` bits, which is what lanes of 16 bits with rotation are (docs/protocol §5.3, §5.5).
 *
 * Source: Douillard et al. 2023, algorithm 1, with any inner steps; Stich et al. 2018 for rand-k
 * with memory.
 */
export function createDiloco({ outerRate, outerMomentum, keep }: DilocoTerms): Strategy {
  const width = (parameters: number): number => Math.max(1, Math.round(keep * parameters))
  return {
    weighting: 'examples',
    publishedWords: (parameters) => 2 * parameters + 1,
    ownWords: (parameters) => parameters,
    width,
    steer: () => undefined,
    send(trained, published, own) {
      const d = trained.start.length
      return sendSome(coordinatesOf(d, width(d), at(published, 2 * d)), trained, own)
    },
    step(published, mean) {
      const d = (published.length - 1) / 2
      const step = at(published, 2 * d)
      const change = new Float32Array(d)
      coordinatesOf(d, width(d), step).forEach((j, i) => {
        change[j] = at(mean, i)
      })
      const next = new Float32Array(published.length)
      for (let j = 0; j < d; j++) {
        const momentum = outerMomentum * at(published, d + j) + at(change, j)
        next[d + j] = momentum
        next[j] = at(published, j) + outerRate * (at(change, j) + outerMomentum * momentum)
      }
      // A float32 counts to 2²⁴ exactly; after it the coordinates begin anew.
      next[2 * d] = (step + 1) % 2 ** 24
      return next
    },
  }
}
