import { VainError } from '@vain/base'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

function dependents(graph: Graph, sources: readonly Tensor[]): Set<Tensor> {
  const reached = new Set(sources)
  // The tape is in order of emission, so every input stands before what is made of it.
  for (const { output, inputs } of graph.tape)
    if (inputs.some(({ of }) => reached.has(of))) reached.add(output)
  return reached
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
  const reached = dependents(graph, parameters)
  const gradients = new Map<Tensor, Tensor>([[loss, graph.constant([1], [])]])
  for (const { output, inputs } of [...graph.tape].reverse()) {
    const gradient = gradients.get(output)
    if (gradient === undefined) continue
    for (const { of, gradient: flow } of inputs) {
      if (!reached.has(of)) continue
      const share = flow(gradient)
      const others = gradients.get(of)
      gradients.set(of, others ? graph.emit('Add', [others, share], of.shape) : share)
    }
  }
  return parameters.map((parameter) => {
    const gradient = gradients.get(parameter)
    if (gradient === undefined)
      throw new VainError('learn/no-gradient', 'the loss does not depend on a parameter', {
        parameter: parameter.name,
      })
    return gradient
  })
}
