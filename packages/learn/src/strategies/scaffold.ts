import { stepWeight } from '@vain/protocol'
import { shorten } from './shorten.ts'
import { at, type Strategy, vectorOf } from './strategy.ts'

/**
 * SCAFFOLD, with option II for the control variates: a member adds `c − cᵢ` to its gradients, and
 * what it sends is the change of its model and that of its `cᵢ`, end to end.
 *
 * Published are the model and `c`. With momentum, `cᵢ` is what a step's gradient was on average,
 * so the change of the model is divided by what the steps weigh, not by how many they are.
 *
 * Under masking: as it stands, with vectors of twice the length. `cᵢ` never leaves its member. A
 * leader learns from the sum of the changes of `cᵢ` what the published `c` tells everyone. Every
 * member counts as one, since `c` is a plain mean.
 *
 * @param share - of all members, who take part in a round on average, `0 < share <= 1`: by so much
 *   of the mean change of those who did does `c` move
 *
 * Source: Karimireddy et al. 2020, algorithm 1.
 */
export function createScaffold(share: number): Strategy {
  return {
    weighting: 'members',
    publishedWords: (parameters) => 2 * parameters,
    ownWords: (parameters) => parameters,
    width: (parameters) => 2 * parameters,
    steer(published, own) {
      const c = published.subarray(own.length)
      return vectorOf(own.length, (j) => at(c, j) - at(own, j))
    },
    send({ start, end, steps, learningRate, momentum, ...rest }, published, own) {
      const { greatestNorm = Number.POSITIVE_INFINITY } = rest
      const d = start.length
      const c = published.subarray(d)
      const weight = learningRate * stepWeight(steps, momentum)
      // What a step's gradient was on average, less what steered it, in place of `own`.
      const change = (j: number): number => (at(start, j) - at(end, j)) / weight - at(c, j)
      const update = new Float32Array(2 * d)
      update.set(vectorOf(d, (j) => at(end, j) - at(start, j)))
      update.set(vectorOf(d, change), d)
      shorten(update, greatestNorm)
      const sent = update.subarray(d)
      return { update, own: vectorOf(d, (j) => at(own, j) + at(sent, j)) }
    },
    step(published, mean) {
      const d = published.length / 2
      return vectorOf(2 * d, (j) => at(published, j) + (j < d ? 1 : share) * at(mean, j))
    },
  }
}
