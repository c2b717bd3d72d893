import type { Graph } from './graph.ts'
import { reduced } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * Dense layer `x · weight + bias`.
 *
 * @param x - `[n, i]`
 * @param weight - `[i, o]`
 * @param bias - `[o]`
 * @returns `[n, o]`
 */
export function dense(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const y = graph.emit('Gemm', [x, weight, bias], [axisOf(x, 0), axisOf(weight, 1)])
  return graph.record(y, [
    {
      of: x,
      gradient: (gradient) =>
        graph.emit('Gemm', [gradient, weight], x.shape, { attributes: { transB: 1 } }),
    },
    {
      of: weight,
      gradient: (gradient) =>
        graph.emit('Gemm', [x, gradient], weight.shape, { attributes: { transA: 1 } }),
    },
    { of: bias, gradient: (gradient) => reduced(graph, 'ReduceSum', gradient, [0], 'drop') },
  ])
}
