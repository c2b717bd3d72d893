import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/**
 * Squared error of each number, `(x − target)²`.
 *
 * @param target - of the shape of `x`; carries no gradient
 */
export function squaredError(graph: Graph, x: Tensor, target: Tensor): Tensor {
  const error = combined(graph, 'Sub', x, target)
  return graph.record(combined(graph, 'Mul', error, error), [
    {
      of: x,
      gradient(gradient) {
        const twice = combined(graph, 'Mul', error, scalar(graph, 2))
        return combined(graph, 'Mul', gradient, twice)
      },
    },
  ])
}
