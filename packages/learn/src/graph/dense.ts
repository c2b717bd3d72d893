import { ownShares, rowSquares } from './exampleSums.ts'
import type { ExampleShares, Graph } from './graph.ts'
import { reduced, reshape, reshaped, transposed } from './shaping.ts'
import { axisOf, sizeOf, type Tensor } from './tensor.ts'

/** The sum of the outer products of each example's rows, `[count, i, o]`. */
function outerProducts(graph: Graph, x: Tensor, gradient: Tensor, count: number): Tensor {
  const places = axisOf(x, 0) / count
  const [inputs, outputs] = [axisOf(x, 1), axisOf(gradient, 1)]
  const columns = transposed(graph, reshaped(graph, x, [count, places, inputs]), [0, 2, 1])
  const rows = reshaped(graph, gradient, [count, places, outputs])
  return graph.emit('MatMul', [columns, rows], [count, inputs, outputs])
}

/**
 * An example's own gradient by the weight is the outer product of its row of `x` and its row of the
 * gradient, whose norm is the product of theirs: it is never written out (Goodfellow 2015).
 */
function outerShares(graph: Graph, x: Tensor, gradient: Tensor): ExampleShares {
  const count = axisOf(x, 0)
  const squares = [rowSquares(graph, x), rowSquares(graph, gradient)]
  return {
    own: () => outerProducts(graph, x, gradient, count),
    squares: graph.emit('Mul', squares, [count]),
    sum(factors) {
      const column = reshaped(graph, factors, [count, 1])
      const scaled = graph.emit('Mul', [gradient, column], gradient.shape)
      const shape = [axisOf(x, 1), axisOf(gradient, 1)]
      return graph.emit('Gemm', [x, scaled], shape, { attributes: { transA: 1 } })
    },
  }
}

/** With several rows per example its own gradient is a sum of outer products, written out. */
function blockShares(graph: Graph, x: Tensor, gradient: Tensor, count: number): ExampleShares {
  const own = outerProducts(graph, x, gradient, count)
  return ownShares(graph, own, own.shape.slice(1))
}

function biasShares(graph: Graph, gradient: Tensor, count: number): ExampleShares {
  const outputs = axisOf(gradient, 1)
  const places = axisOf(gradient, 0) / count
  if (places === 1) return ownShares(graph, gradient, [outputs])
  const rows = reshaped(graph, gradient, [count, places, outputs])
  return ownShares(graph, reduced(graph, 'ReduceSum', rows, [1], 'drop'), [outputs])
}

function denseRows(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor, count: number): Tensor {
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
      examples: (gradient) =>
        axisOf(x, 0) === count
          ? outerShares(graph, x, gradient)
          : blockShares(graph, x, gradient, count),
    },
    {
      of: bias,
      gradient: (gradient) => reduced(graph, 'ReduceSum', gradient, [0], 'drop'),
      examples: (gradient) => biasShares(graph, gradient, count),
    },
  ])
}

/**
 * Dense layer `x · weight + bias`, along the last axis.
 *
 * @param x - `[n, …, i]`, one row per example, or several where there are axes between
 * @param weight - `[i, o]`
 * @param bias - `[o]`
 * @returns `[n, …, o]`
 */
export function dense(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const count = axisOf(x, 0)
  if (x.shape.length === 2) return denseRows(graph, x, weight, bias, count)
  const last = x.shape.length - 1
  const rows = reshape(graph, x, [sizeOf(x.shape.slice(0, last)), axisOf(x, last)])
  const y = denseRows(graph, rows, weight, bias, count)
  return reshape(graph, y, x.shape.with(last, axisOf(weight, 1)))
}
