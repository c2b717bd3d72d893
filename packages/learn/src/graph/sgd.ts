import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/**
 * One step of plain gradient descent, `p − rate · g`.
 *
 * @param rate - learning rate, a scalar
 */
export function sgd(graph: Graph, parameters: Tensor, gradient: Tensor, rate: Tensor): Tensor {
  return combined(graph, 'Sub', parameters, combined(graph, 'Mul', gradient, rate))
}

const decay = 0.9

/**
 * One step of gradient descent with momentum, `v ← 0.9 v + g`, `p ← p − rate · v`.
 *
 * @param velocity - zero before the first step
 * @returns the new parameters and velocity
 *
 * Source: Polyak 1964, in the form of Sutskever et al. 2013, §2.
 */
export function momentum(
  graph: Graph,
  parameters: Tensor,
  gradient: Tensor,
  velocity: Tensor,
  rate: Tensor,
): { parameters: Tensor; velocity: Tensor } {
  const kept = combined(graph, 'Mul', velocity, scalar(graph, decay))
  const next = combined(graph, 'Add', kept, gradient)
  return { parameters: sgd(graph, parameters, next, rate), velocity: next }
}
