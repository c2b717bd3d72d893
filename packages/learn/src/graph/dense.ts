import { rowSquares, rowSum } from './exampleSums.ts'
import type { Graph } from './graph.ts'
import { reduced, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * Dense layer `x · weight + bias`.
 *
 * An example's own gradient by the weight is the outer product of its row of `x` and its row of the
 * gradient, whose norm is the product of theirs: it is never written out (Goodfellow 2015).
 *
 * @param x - `[n, i]`, one row per example
 * @param weight - `[i, o]`
 * @param bias - `[o]`
 * @returns `[n, o]`
 */
export function dense(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const count = axisOf(x, 0)
  const y = graph.emit('Gemm', [x, weight, bias], [count, axisOf(weight, 1)])
  const byWeight = (gradient: Tensor) =>
    graph.emit('Gemm', [x, gradient], weight.shape, { attributes: { transA: 1 } })
  return graph.record(y, [
    {
      of: x,
      gradient: (gradient) =>
        graph.emit('Gemm', [gradient, weight], x.shape, { attributes: { transB: 1 } }),
    },
    {
      of: weight,
      gradient: byWeight,
      examples: (gradient) => ({
        squares: graph.emit('Mul', [rowSquares(graph, x), rowSquares(graph, gradient)], [count]),
        sum(factors) {
          const column = reshaped(graph, factors, [count, 1])
          return byWeight(graph.emit('Mul', [gradient, column], gradient.shape))
        },
      }),
    },
    {
      of: bias,
      gradient: (gradient) => reduced(graph, 'ReduceSum', gradient, [0], 'drop'),
      examples: (gradient) => ({
        squares: rowSquares(graph, gradient),
        sum: (factors) => reshaped(graph, rowSum(graph, gradient, factors), bias.shape),
      }),
    },
  ])
}
