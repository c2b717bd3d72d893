import { VainError } from '@vain/base'
import type { Backward, Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

function dependents(graph: Graph, sources: readonly Tensor[]): Set<Tensor> {
  const reached = new Set(sources)
  // The tape is in order of emission, so every input stands before what is made of it.
  for (const { output, inputs } of graph.tape)
    if (inputs.some(({ of }) => reached.has(of))) reached.add(output)
  return reached
}

/** Emits what one input of a step shares in its gradient, or nothing if that is not to go on. */
type Flow = (input: Backward, gradient: Tensor) => Tensor | undefined

/**
 * Walks the tape back from `output`, whose gradient is `seed`, along all that depends on `sources`.
 *
 * @returns the gradients, as far as `flow` gave any
 */
export function walkBack(
  graph: Graph,
  output: Tensor,
  seed: Tensor,
  sources: readonly Tensor[],
  flow: Flow,
): Map<Tensor, Tensor> {
  const reached = dependents(graph, sources)
  const gradients = new Map<Tensor, Tensor>([[output, seed]])
  for (const entry of [...graph.tape].reverse()) {
    const gradient = gradients.get(entry.output)
    if (gradient === undefined) continue
    for (const input of entry.inputs) {
      if (!reached.has(input.of)) continue
      const share = flow(input, gradient)
      const others = gradients.get(input.of)
      const sum = share && others ? graph.emit('Add', [others, share], share.shape) : share
      if (sum !== undefined) gradients.set(input.of, sum)
    }
  }
  return gradients
}

/** @throws {VainError} `learn/no-gradient` if nothing was found for a parameter */
export function requireFound<T>(found: T | undefined, parameter: Tensor): T {
  if (found === undefined)
    throw new VainError('learn/no-gradient', 'the loss does not depend on a parameter', {
      parameter: parameter.name,
    })
  return found
}

/**
 * Emits the gradients of a scalar by reverse-mode differentiation over the tape.
 *
 * Only what lies between the parameters and the scalar is emitted; the gradient of an input that
 * no parameter reaches (the examples, say) costs nothing.
 *
 * @param loss - scalar of shape `[]`
 * @param parameters - tensors to differentiate by
 * @returns one tensor per parameter, of its shape
 * @throws {VainError} `learn/no-gradient` if the loss does not depend on a parameter or is no scalar
 */
export function differentiate(graph: Graph, loss: Tensor, parameters: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new VainError('learn/no-gradient', 'only a scalar has a gradient', { shape: loss.shape })
  const seed = graph.constant([1], [])
  const gradients = walkBack(graph, loss, seed, parameters, (input, gradient) =>
    input.gradient(gradient),
  )
  return parameters.map((parameter) => requireFound(gradients.get(parameter), parameter))
}
