import type { Graph } from './graph.ts'
import { transposed } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** Swaps the last two axes; carries no gradient. */
function flipped(graph: Graph, x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis)
  const last = axes.length - 1
  return transposed(graph, x, axes.with(last, last - 1).with(last - 1, last))
}

function product(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const last = a.shape.length - 1
  return graph.emit('MatMul', [a, b], a.shape.with(last, axisOf(b, last)))
}

/**
 * Product of matrices, pair by pair along the axes before the last two.
 *
 * @param a - `[…, m, k]`
 * @param b - `[…, k, o]`, the same axes before
 * @returns `[…, m, o]`
 */
export function matrixProduct(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.record(product(graph, a, b), [
    { of: a, gradient: (gradient) => product(graph, gradient, flipped(graph, b)) },
    { of: b, gradient: (gradient) => product(graph, flipped(graph, a), gradient) },
  ])
}
