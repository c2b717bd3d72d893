import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/** `max(x, 0)`, element by element; the gradient at 0 is 0. */
export function relu(graph: Graph, x: Tensor): Tensor {
  const y = graph.emit('Relu', [x], x.shape)
  return graph.record(y, [
    {
      of: x,
      gradient: (gradient) =>
        graph.emit('Mul', [gradient, graph.emit('Sign', [y], y.shape)], x.shape),
    },
  ])
}
