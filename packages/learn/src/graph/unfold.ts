import type { Graph } from './graph.ts'
import { padded, sliced } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

function added(graph: Graph, terms: readonly Tensor[]): Tensor {
  return terms.reduce((sum, term) => graph.emit('Add', [sum, term], sum.shape))
}

/**
 * Stacks the `width` shifted windows of one axis along axis 0, differentiably.
 *
 * `[c, …, s, …]` becomes `[width · c, …, s − width + 1, …]`; block `i` of axis 0 is the window that
 * starts at `i`. Two calls, one per spatial axis, are im2col: `2 · width` copies of long runs
 * instead of `width²`, which halves the time of a whole training step on a CPU.
 *
 * @param axis - not 0
 */
export function unfold(graph: Graph, x: Tensor, axis: number, width: number): Tensor {
  const channels = axisOf(x, 0)
  const size = axisOf(x, axis)
  const span = size - width + 1
  const starts = Array.from({ length: width }, (_, i) => i)
  const windows = starts.map((i) => sliced(graph, x, [axis], [i], [i + span]))
  const shape = x.shape.with(0, width * channels).with(axis, span)
  const y = graph.emit('Concat', windows, shape, { attributes: { axis: 0 } })
  return graph.record(y, [
    {
      of: x,
      gradient: (gradient) =>
        added(
          graph,
          starts.map((i) => {
            const block = sliced(graph, gradient, [0], [i * channels], [(i + 1) * channels])
            return padded(graph, block, axis, i, size)
          }),
        ),
    },
  ])
}
