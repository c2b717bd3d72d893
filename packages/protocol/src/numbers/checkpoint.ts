import { VainError } from '@vain/base'
import type { Configuration } from '../configuration/configuration.ts'
import type { ServerOptimiser } from '../configuration/settings.ts'
import { strategyWords } from '../strategy/updateLength.ts'
import { toModel } from './vector.ts'

type Sized = Pick<Configuration, 'parameters' | 'server' | 'strategy'>

/** Vectors of state that an optimiser keeps: first moment, then second. */
const stateVectors: Record<ServerOptimiser, 0 | 1 | 2> = {
  average: 0,
  momentum: 1,
  nesterov: 1,
  adagrad: 2,
  adam: 2,
  yogi: 2,
}

/** Where in a checkpoint what begins and ends: optimiser and strategy may have nothing there. */
export type CheckpointParts = {
  readonly parameters: Float32Array
  readonly firstMoment: Float32Array
  readonly secondMoment: Float32Array
  /** `c` of SCAFFOLD. */
  readonly control: Float32Array
}

/** Words of a run's checkpoints: parameters, the server optimiser's state, the strategy's. §5.2. */
export function checkpointWords(sized: Sized): number {
  return optimiserEnd(sized) + strategyWords(sized)
}

const optimiserEnd = ({ parameters, server }: Sized): number =>
  parameters * (1 + stateVectors[server.optimiser])

/** The parts of a checkpoint, as views of it. */
export function partsOf(checkpoint: Float32Array, sized: Sized): CheckpointParts {
  const { parameters: d } = sized
  const end = optimiserEnd(sized)
  return {
    parameters: checkpoint.subarray(0, d),
    firstMoment: checkpoint.subarray(d, Math.min(2 * d, end)),
    secondMoment: checkpoint.subarray(Math.min(2 * d, end), end),
    control: checkpoint.subarray(end),
  }
}

/** A copy of the parameters in a checkpoint: what is trained and evaluated. */
export function parametersOf(checkpoint: Float32Array, { parameters }: Sized): Float32Array {
  return checkpoint.slice(0, parameters)
}

/**
 * A copy of what members begin a round with: the parameters, and behind them what the run's
 * strategy tells everyone, which is `c` with SCAFFOLD and nothing else.
 */
export function publishedOf(checkpoint: Float32Array, sized: Sized): Float32Array {
  const { parameters, control } = partsOf(checkpoint, sized)
  const published = new Float32Array(parameters.length + control.length)
  published.set(parameters)
  published.set(control, parameters.length)
  return published
}

/**
 * The checkpoint that a run begins with: first moments 0, second moments τ², controls 0.
 *
 * @param model - `d` parameters
 *
 * Source: Reddi et al. 2021, Algorithm 2, which asks for second moments of at least τ².
 */
export function firstCheckpoint(model: Float32Array, sized: Sized): Float32Array {
  const checkpoint = new Float32Array(checkpointWords(sized))
  checkpoint.set(model)
  const tau = Math.fround(sized.server.tauMicro / 1e6)
  partsOf(checkpoint, sized).secondMoment.fill(Math.fround(tau * tau))
  return checkpoint
}

/**
 * Reads a checkpoint from its bytes.
 *
 * @throws {VainError} `protocol/bad-vector` if it has another length, a value that is not finite, or
 *   a second moment below 0, of which there is no root
 */
export function toCheckpoint(bytes: Uint8Array, sized: Sized): Float32Array {
  const checkpoint = toModel(bytes, checkpointWords(sized))
  const { secondMoment } = partsOf(checkpoint, sized)
  if (secondMoment.some((value) => value < 0))
    throw new VainError('protocol/bad-vector', 'the checkpoint has a second moment below 0', {})
  return checkpoint
}
