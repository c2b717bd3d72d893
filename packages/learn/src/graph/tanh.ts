import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/** Hyperbolic tangent, element by element. */
export function tanh(graph: Graph, x: Tensor): Tensor {
  const y = graph.emit('Tanh', [x], x.shape)
  return graph.record(y, [
    {
      of: x,
      gradient(gradient) {
        const slope = combined(graph, 'Sub', scalar(graph, 1), combined(graph, 'Mul', y, y))
        return combined(graph, 'Mul', gradient, slope)
      },
    },
  ])
}
