import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { indices, reduced, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** Mean along one axis, which is dropped. */
export function mean(graph: Graph, x: Tensor, axis: number): Tensor {
  const share = scalar(graph, 1 / axisOf(x, axis))
  return graph.record(reduced(graph, 'ReduceMean', x, [axis], 'drop'), [
    {
      of: x,
      gradient(gradient) {
        const kept = reshaped(graph, combined(graph, 'Mul', gradient, share), x.shape.with(axis, 1))
        return graph.emit('Expand', [kept, indices(graph, x.shape)], x.shape)
      },
    },
  ])
}
