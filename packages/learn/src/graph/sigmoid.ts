import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/** `1 / (1 + e⁻ˣ)`, element by element. */
export function sigmoid(graph: Graph, x: Tensor): Tensor {
  const y = graph.emit('Sigmoid', [x], x.shape)
  return graph.record(y, [
    {
      of: x,
      gradient(gradient) {
        const rest = combined(graph, 'Sub', scalar(graph, 1), y)
        return combined(graph, 'Mul', gradient, combined(graph, 'Mul', y, rest))
      },
    },
  ])
}
