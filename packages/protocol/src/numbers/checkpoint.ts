import { VainError } from '@vain/base'
import type { Configuration } from '../configuration/configuration.ts'
import type { ServerOptimiser } from '../configuration/settings.ts'
import { toModel } from './vector.ts'

type Sized = Pick<Configuration, 'parameters' | 'server'>

/** Vectors of state that an optimiser keeps: first moment, then second. */
const stateVectors: Record<ServerOptimiser, 0 | 1 | 2> = {
  average: 0,
  momentum: 1,
  adagrad: 2,
  adam: 2,
  yogi: 2,
}

/** Words of a run's checkpoints: the parameters and the server optimiser's state. §5.2. */
export function checkpointWords({ parameters, server }: Sized): number {
  return parameters * (1 + stateVectors[server.optimiser])
}

/** A copy of the parameters in a checkpoint: what is trained and evaluated. */
export function parametersOf(checkpoint: Float32Array, { parameters }: Sized): Float32Array {
  return checkpoint.slice(0, parameters)
}

/**
 * The checkpoint that a run begins with: first moments 0, second moments τ².
 *
 * @param model - `d` parameters
 *
 * Source: Reddi et al. 2021, Algorithm 2, which asks for second moments of at least τ².
 */
export function firstCheckpoint(model: Float32Array, sized: Sized): Float32Array {
  const checkpoint = new Float32Array(checkpointWords(sized))
  checkpoint.set(model)
  const tau = Math.fround(sized.server.tauMicro / 1e6)
  checkpoint.fill(Math.fround(tau * tau), Math.min(2 * model.length, checkpoint.length))
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
  const secondMoments = checkpoint.subarray(2 * sized.parameters)
  if (secondMoments.some((value) => value < 0))
    throw new VainError('protocol/bad-vector', 'the checkpoint has a second moment below 0', {})
  return checkpoint
}
