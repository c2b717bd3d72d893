import type { Graph } from './graph.ts'
import { reduced, reshape, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'
import { unfold } from './unfold.ts'

/** `weight · x + bias` with the examples along the columns of `x`. */
function mixChannels(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
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
    },
    { of: bias, gradient: (gradient) => reduced(graph, 'ReduceSum', gradient, [1], 'drop') },
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
  const y = mixChannels(graph, columns, weight, bias)
  return reshape(graph, y, [axisOf(weight, 0), count, height, across])
}
