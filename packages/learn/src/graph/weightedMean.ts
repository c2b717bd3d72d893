import type { Graph } from './graph.ts'
import { reduced } from './shaping.ts'
import type { Tensor } from './tensor.ts'

/** `Σ value · weight`, a scalar; carries no gradient. */
export function weightedSum(graph: Graph, values: Tensor, weights: Tensor): Tensor {
  const products = graph.emit('Mul', [values, weights], values.shape)
  return reduced(graph, 'ReduceSum', products, [0], 'drop')
}

/**
 * `Σ value · weight / Σ weight`, a scalar, differentiable by the values.
 *
 * The weights must not all be zero: the quotient would be no number.
 *
 * @param values - `[n]`
 * @param weights - `[n]`, not negative
 */
export function weightedMean(graph: Graph, values: Tensor, weights: Tensor): Tensor {
  const total = reduced(graph, 'ReduceSum', weights, [0], 'drop')
  const mean = graph.emit('Div', [weightedSum(graph, values, weights), total], [])
  return graph.record(mean, [
    {
      of: values,
      gradient: (gradient) => {
        const unit = graph.emit('Div', [gradient, total], [])
        return graph.emit('Mul', [weights, unit], values.shape)
      },
    },
  ])
}
