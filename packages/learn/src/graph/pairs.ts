import type { Graph } from './graph.ts'
import { indices, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** Every second element along one axis, from `start`; carries no gradient. */
function everySecond(graph: Graph, x: Tensor, axis: number, start: number): Tensor {
  const size = axisOf(x, axis)
  const range = [[start], [size], [axis], [2]].map((values) => indices(graph, values))
  return graph.emit('Slice', [x, ...range], x.shape.with(axis, size / 2))
}

/**
 * The first and the second element of each pair along one axis; carries no gradient.
 *
 * @param axis - of even size
 */
export function pairsOf(graph: Graph, x: Tensor, axis: number): [Tensor, Tensor] {
  return [everySecond(graph, x, axis, 0), everySecond(graph, x, axis, 1)]
}

/** Undoes {@link pairsOf}: the elements of `a` and `b` in turn along one axis. */
export function interleaved(graph: Graph, a: Tensor, b: Tensor, axis: number): Tensor {
  const single = a.shape.toSpliced(axis + 1, 0, 1)
  const parts = [a, b].map((part) => reshaped(graph, part, single))
  const pairs = graph.emit('Concat', parts, single.with(axis + 1, 2), {
    attributes: { axis: axis + 1 },
  })
  return reshaped(graph, pairs, a.shape.with(axis, 2 * axisOf(a, axis)))
}
