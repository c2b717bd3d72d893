import type { Attack } from './attack.ts'
import { addTimes, dot, momentsOf, squaredGap } from './vectors.ts'

/** Sends the opposite of what it learned. */
export const signFlip: Attack = {
  name: 'sign-flip',
  craft: ({ own }) => own.map((value) => -value),
}

/** Sends ten times the opposite of what it learned. */
export const scaling: Attack = {
  name: 'scaling',
  craft: ({ own }) => own.map((value) => -10 * value),
}

/** Trains on a nine for a zero, an eight for a one, and so on. Source: Tolpegin et al. 2020. */
export const labelFlip: Attack = {
  name: 'label-flip',
  poison: (data) => ({ ...data, labels: data.labels.map((label) => data.classes - 1 - label) }),
}

/**
 * Stays within the spread of the honest: their mean less 1.5 standard deviations in every
 * coordinate, the number that the paper's experiments use.
 *
 * Source: Baruch et al. 2019, "A Little Is Enough", algorithm 3.
 */
export const littleIsEnough: Attack = {
  name: 'ALIE',
  craft({ honest }) {
    const { mean, deviation } = momentsOf(honest)
    return addTimes(mean, deviation, -1.5)
  },
}

/**
 * Points against the mean of the honest, and is half as long.
 *
 * Source: Xie et al. 2019, "Fall of Empires", §4, with ε = 0.5.
 */
export const innerProduct: Attack = {
  name: 'IPM',
  craft: ({ honest }) =>
    momentsOf(honest).mean.reduce(
      (update, value, j) => {
        update[j] = -0.5 * value
        return update
      },
      new Float32Array(honest[0]?.length ?? 0),
    ),
}

/**
 * Goes as far against the mean of the honest as leaves it no further from any of them than they are
 * from each other.
 *
 * Source: Shejwalkar and Houmansadr 2021, §IV-C, with the inverse unit vector; the inverse standard
 * deviation did nothing here. Their search for γ is solved: for every honest `x`,
 * `‖mean − γ·mean − x‖²` is a square in γ.
 */
export const minMax: Attack = {
  name: 'min-max',
  craft({ honest }) {
    const { mean } = momentsOf(honest)
    const widest = Math.max(
      ...honest.flatMap((a, i) => honest.slice(0, i).map((b) => squaredGap(a, b))),
    )
    const a = dot(mean, mean)
    const steps = honest.map((update) => {
      // a γ² − 2 b γ + c = widest.
      const b = a - dot(mean, update)
      const c = squaredGap(mean, update)
      return (b + Math.sqrt(Math.max(0, b * b + a * (widest - c)))) / a
    })
    return addTimes(mean, mean, -Math.min(...steps))
  },
}
