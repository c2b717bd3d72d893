import type { Graph } from './graph.ts'
import { reshaped, sliced } from './shaping.ts'
import { axisOf, type Shape, sizeOf, type Tensor } from './tensor.ts'

/**
 * Cuts a flat vector into tensors of the given shapes, one after the other.
 *
 * Slice, not Split: one Split with many outputs exceeds the storage buffers of a GPU shader stage.
 */
export function cutParameters(graph: Graph, flat: Tensor, shapes: readonly Shape[]): Tensor[] {
  let offset = 0
  return shapes.map((shape) => {
    const from = offset
    offset += sizeOf(shape)
    return reshaped(graph, sliced(graph, flat, [0], [from], [offset]), shape)
  })
}

/** Joins tensors into one flat vector, in order: the inverse of {@link cutParameters}. */
export function joinParameters(graph: Graph, tensors: readonly Tensor[]): Tensor {
  const flat = tensors.map((tensor) => reshaped(graph, tensor, [sizeOf(tensor.shape)]))
  const size = flat.reduce((sum, tensor) => sum + axisOf(tensor, 0), 0)
  return graph.emit('Concat', flat, [size], { attributes: { axis: 0 } })
}
