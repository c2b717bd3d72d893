import { ownShares, rowSquares, rowSum } from './exampleSums.ts'
import type { ExampleShares, Graph } from './graph.ts'
import { reduced, reshape, reshaped, transposed } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'
import { unfold } from './unfold.ts'

/**
 * What the examples share in the gradient by the weight, written out: it is small, as all places of
 * an image share the weight, while the norm without it would take a product over pairs of places.
 */
function weightShares(graph: Graph, x: Tensor, gradient: Tensor, count: number): ExampleShares {
  const [size, filters] = [axisOf(x, 0), axisOf(gradient, 0)]
  const places = axisOf(x, 1) / count
  const split = (columns: Tensor, order: readonly number[]) =>
    transposed(graph, reshaped(graph, columns, [axisOf(columns, 0), count, places]), order)
  const factors = [split(x, [1, 0, 2]), split(gradient, [1, 2, 0])]
  const own = graph.emit('MatMul', factors, [count, size, filters])
  return {
    own: () => transposed(graph, own, [0, 2, 1]),
    squares: rowSquares(graph, own),
    sum(weights) {
      const sum = rowSum(graph, reshaped(graph, own, [count, size * filters]), weights)
      return transposed(graph, reshaped(graph, sum, [size, filters]), [1, 0])
    },
  }
}

function biasShares(graph: Graph, gradient: Tensor, count: number): ExampleShares {
  const filters = axisOf(gradient, 0)
  const places = reshaped(graph, gradient, [filters, count, axisOf(gradient, 1) / count])
  const own = transposed(graph, reduced(graph, 'ReduceSum', places, [2], 'drop'), [1, 0])
  return ownShares(graph, own, [filters])
}

/** `weight · x + bias` with the places of `count` examples, one after the other, along the columns. */
function mixChannels(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor, count: number): Tensor {
  const filters = axisOf(weight, 0)
  const column = reshaped(graph, bias, [filters, 1])
  const y = graph.emit('Gemm', [weight, x, column], [filters, axisOf(x, 1)])
  return graph.record(y, [
    {
      of: x,
      gradient: (gradient) =>
        graph.emit('Gemm', [weight, gradient], x.shape, { attributes: { transA: 1 } }),
    },
    {
      of: weight,
      gradient: (gradient) =>
        graph.emit('Gemm', [gradient, x], weight.shape, { attributes: { transB: 1 } }),
      examples: (gradient) => weightShares(graph, x, gradient, count),
    },
    {
      of: bias,
      gradient: (gradient) => reduced(graph, 'ReduceSum', gradient, [1], 'drop'),
      examples: (gradient) => biasShares(graph, gradient, count),
    },
  ])
}

/**
 * Square convolution without padding, stride 1, as im2col and one matrix product.
 *
 * Channels come first (`[c, n, h, w]`), before the examples: windows then are copied in whole rows,
 * and the product is already in the layout of the next layer.
 *
 * @param x - `[c, n, h, w]`
 * @param weight - `[filters, width² · c]`, a filter's elements by row, column, channel
 * @param bias - `[filters]`
 * @returns `[filters, n, h − width + 1, w − width + 1]`
 */
export function convolution(
  graph: Graph,
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  width: number,
): Tensor {
  const windows = unfold(graph, unfold(graph, x, 3, width), 2, width)
  const [rows, count, height, across] = windows.shape as [number, number, number, number]
  const columns = reshape(graph, windows, [rows, count * height * across])
  const y = mixChannels(graph, columns, weight, bias, count)
  return reshape(graph, y, [axisOf(weight, 0), count, height, across])
}
