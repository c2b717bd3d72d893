import { VainError } from '@vain/base'
import { countParameters, type NamedArchitecture, parseModelName } from './modelName.ts'

/** A model that is there already: what it is and its parameters. */
export type Base = { readonly model: NamedArchitecture; readonly parameters: Float32Array }

/**
 * A model of ours with the parameters that training gave it.
 *
 * @throws {VainError} `learn/bad-model-size` if they are not as many as it has, or not finite, and
 *   what `createModel` throws
 */
export function createBase(name: string, parameters: Float32Array): Base {
  const model = parseModelName(name)
  const wanted = countParameters(model.architecture)
  if (parameters.length !== wanted || !parameters.every(Number.isFinite))
    throw new VainError(
      'learn/bad-model-size',
      `${model.name} has ${wanted} finite parameters, and these are ${parameters.length} or not finite`,
      {
        ...{ name: model.name, parameters: parameters.length, wanted },
      },
    )
  return { model, parameters }
}
