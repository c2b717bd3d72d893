import type { ExampleShares, Graph } from './graph.ts'
import { reduced, reshaped } from './shaping.ts'
import { axisOf, type Shape, sizeOf, type Tensor } from './tensor.ts'

/** Sum of the squares of each row, `[n, …]` to `[n]`. */
export function rowSquares(graph: Graph, x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(1)
  const squares = graph.emit('Mul', [x, x], x.shape)
  return reduced(graph, 'ReduceSum', squares, axes, 'drop')
}

/** `Σ factor · row`, for `[n]` and `[n, size]`: `[1, size]`. */
export function rowSum(graph: Graph, rows: Tensor, factors: Tensor): Tensor {
  const [count, size] = [axisOf(rows, 0), axisOf(rows, 1)]
  return graph.emit('Gemm', [reshaped(graph, factors, [1, count]), rows], [1, size])
}

/**
 * What examples share whose own gradients are written out.
 *
 * The norms are those of what is summed, not of a formula for it: where that cancels, a norm could
 * come out too small, or as no number, and the example would pass unclipped.
 *
 * @param own - the gradient of each example, `[n, …]` with the elements of `shape`
 */
export function ownShares(graph: Graph, own: Tensor, shape: Shape): ExampleShares {
  const rows = reshaped(graph, own, [axisOf(own, 0), sizeOf(shape)])
  return {
    own: () => reshaped(graph, own, [axisOf(own, 0), ...shape]),
    squares: rowSquares(graph, rows),
    sum: (factors) => reshaped(graph, rowSum(graph, rows, factors), shape),
  }
}

/**
 * What examples share in a parameter that is used twice: the norm of the sum of two gradients does
 * not follow from their norms, so both are written out.
 */
export function joinShares(graph: Graph, a: ExampleShares, b: ExampleShares): ExampleShares {
  const [first, second] = [a.own(), b.own()]
  const own = graph.emit('Add', [first, second], first.shape)
  return ownShares(graph, own, own.shape.slice(1))
}
