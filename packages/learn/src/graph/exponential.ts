import { combined } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/** `eˣ`, element by element. */
export function exponential(graph: Graph, x: Tensor): Tensor {
  const y = graph.emit('Exp', [x], x.shape)
  return graph.record(y, [{ of: x, gradient: (gradient) => combined(graph, 'Mul', gradient, y) }])
}
