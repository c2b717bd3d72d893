import type { ServerOptimiser, ServerSettings } from '../configuration/settings.ts'

/** Parameters and state of an optimiser, views of one checkpoint, of equal length or empty. */
export type ServerState = {
  readonly parameters: Float32Array
  readonly firstMoment: Float32Array
  readonly secondMoment: Float32Array
}

/** Settings as float32 numbers. */
type Rates = {
  readonly eta: number
  readonly beta1: number
  readonly beta2: number
  readonly tau: number
}

const f32 = Math.fround

/**
 * Moves parameters and state one step along the combined mean update, in place.
 *
 * Every operation is one of + − × ÷ √ on float32 numbers, rounded to nearest after each, in the
 * order of the specification: the bytes agree on every machine. Moments are not corrected for
 * their bias, as in the paper.
 *
 * @param delta - combined mean update, `d` values, the direction to go
 *
 * Source: docs/protocol §5.2; FedAvg (McMahan et al. 2017), FedAvgM (Hsu et al. 2019), Nesterov's
 * momentum as in DiLoCo (Douillard et al. 2023) and PyTorch, FedAdagrad, FedAdam and FedYogi (Reddi
 * et al. 2021, Algorithm 2).
 */
export function stepServer(
  state: ServerState,
  delta: Float32Array,
  settings: ServerSettings,
): void {
  const rates: Rates = {
    eta: f32(settings.learningRateMicro / 1e6),
    beta1: f32(settings.beta1Micro / 1e6),
    beta2: f32(settings.beta2Micro / 1e6),
    tau: f32(settings.tauMicro / 1e6),
  }
  steps[settings.optimiser](state, delta, rates)
}

type Step = (state: ServerState, delta: Float32Array, rates: Rates) => void

const steps: Record<ServerOptimiser, Step> = {
  average({ parameters }, delta, { eta }) {
    for (let j = 0; j < delta.length; j++)
      parameters[j] = f32(at(parameters, j) + f32(eta * at(delta, j)))
  },
  momentum({ parameters, firstMoment }, delta, { eta, beta1 }) {
    for (let j = 0; j < delta.length; j++) {
      const m = f32(f32(beta1 * at(firstMoment, j)) + at(delta, j))
      firstMoment[j] = m
      parameters[j] = f32(at(parameters, j) + f32(eta * m))
    }
  },
  nesterov({ parameters, firstMoment }, delta, { eta, beta1 }) {
    for (let j = 0; j < delta.length; j++) {
      const change = at(delta, j)
      const m = f32(f32(beta1 * at(firstMoment, j)) + change)
      firstMoment[j] = m
      const ahead = f32(change + f32(beta1 * m))
      parameters[j] = f32(at(parameters, j) + f32(eta * ahead))
    }
  },
  adagrad: adaptive(() => (v, square) => f32(v + square)),
  adam: adaptive(({ beta2 }) => {
    const rest = f32(1 - beta2)
    return (v, square) => f32(f32(beta2 * v) + f32(rest * square))
  }),
  yogi: adaptive(({ beta2 }) => {
    const rest = f32(1 - beta2)
    return (v, square) => f32(v - f32(f32(rest * square) * Math.sign(v - square)))
  }),
}

/** A method of Algorithm 2, which differ in how the second moment takes in a squared update. */
function adaptive(methodOf: (rates: Rates) => (v: number, square: number) => number): Step {
  return ({ parameters, firstMoment, secondMoment }, delta, rates) => {
    const { eta, beta1, tau } = rates
    const rest = f32(1 - beta1)
    const takeIn = methodOf(rates)
    for (let j = 0; j < delta.length; j++) {
      const change = at(delta, j)
      const m = f32(f32(beta1 * at(firstMoment, j)) + f32(rest * change))
      const v = takeIn(at(secondMoment, j), f32(change * change))
      firstMoment[j] = m
      secondMoment[j] = v
      const step = f32(f32(eta * m) / f32(f32(Math.sqrt(v)) + tau))
      parameters[j] = f32(at(parameters, j) + step)
    }
  }
}

/** The casts cannot fail: state and update have the same length. */
const at = (values: Float32Array, j: number): number => values[j] as number
