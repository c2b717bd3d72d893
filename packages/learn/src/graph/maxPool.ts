import type { Graph } from './graph.ts'
import { indices, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** Every second element along one axis, from `start`. */
function everySecond(graph: Graph, x: Tensor, axis: number, start: number): Tensor {
  const size = axisOf(x, axis)
  const range = [[start], [size], [axis], [2]].map((values) => indices(graph, values))
  return graph.emit('Slice', [x, ...range], x.shape.with(axis, size / 2))
}

/** Undoes {@link everySecond}: the elements of `a` and `b` in turn along one axis. */
function interleaved(graph: Graph, a: Tensor, b: Tensor, axis: number): Tensor {
  const single = a.shape.toSpliced(axis + 1, 0, 1)
  const parts = [a, b].map((part) => reshaped(graph, part, single))
  const pairs = graph.emit('Concat', parts, single.with(axis + 1, 2), {
    attributes: { axis: axis + 1 },
  })
  return reshaped(graph, pairs, a.shape.with(axis, 2 * axisOf(a, axis)))
}

function maxOfPairs(graph: Graph, x: Tensor, axis: number): Tensor {
  const [even, odd] = [everySecond(graph, x, axis, 0), everySecond(graph, x, axis, 1)]
  const { shape } = even
  // Where, not Max: it is known to every GPU engine, and its mask serves the gradient as well.
  const first = graph.emit('GreaterOrEqual', [even, odd], shape, { type: 'bool' })
  const choose = (a: Tensor, b: Tensor) => graph.emit('Where', [first, a, b], shape)
  const zero = graph.constant([0], [])
  return graph.record(choose(even, odd), [
    {
      of: x,
      gradient: (gradient) =>
        interleaved(graph, choose(gradient, zero), choose(zero, gradient), axis),
    },
  ])
}

/**
 * Greatest of each 2 × 2 square; of equal elements the first gets the gradient.
 *
 * @param x - `[c, n, h, w]`, `h` and `w` even
 * @returns `[c, n, h / 2, w / 2]`
 */
export function maxPool(graph: Graph, x: Tensor): Tensor {
  return maxOfPairs(graph, maxOfPairs(graph, x, 2), 3)
}
