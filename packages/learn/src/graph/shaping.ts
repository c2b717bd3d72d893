import type { Graph } from './graph.ts'
import { axisOf, type Shape, type Tensor } from './tensor.ts'

/** Whole numbers as the one-dimensional `int64` tensor that ONNX wants for axes and shapes. */
export function indices(graph: Graph, values: readonly number[]): Tensor {
  return graph.constant(values, [values.length], 'int64')
}

/** Same elements in the same order under another shape; carries no gradient. */
export function reshaped(graph: Graph, x: Tensor, shape: Shape): Tensor {
  return graph.emit('Reshape', [x, indices(graph, shape)], shape, { type: x.type })
}

/** Elements `from <= i < to` along some axes; carries no gradient. */
export function sliced(
  graph: Graph,
  x: Tensor,
  axes: readonly number[],
  from: readonly number[],
  to: readonly number[],
): Tensor {
  const shape = [...x.shape]
  axes.forEach((axis, i) => {
    shape[axis] = (to[i] as number) - (from[i] as number)
  })
  const range = [from, to, axes].map((values) => indices(graph, values))
  return graph.emit('Slice', [x, ...range], shape, { type: x.type })
}

/** Sum (or another reduction) over some axes, which are dropped or kept with size 1; no gradient. */
export function reduced(
  graph: Graph,
  operator: 'ReduceSum' | 'ReduceMax' | 'ReduceMean',
  x: Tensor,
  axes: readonly number[],
  keep: 'keep' | 'drop',
): Tensor {
  const shape =
    keep === 'keep'
      ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.shape.filter((_, axis) => !axes.includes(axis))
  return graph.emit(operator, [x, indices(graph, axes)], shape, {
    attributes: { keepdims: keep === 'keep' ? 1 : 0 },
  })
}

/** Differentiable reshape. */
export function reshape(graph: Graph, x: Tensor, shape: Shape): Tensor {
  return graph.record(reshaped(graph, x, shape), [
    { of: x, gradient: (gradient) => reshaped(graph, gradient, x.shape) },
  ])
}

/** Permutation of the axes; carries no gradient. */
export function transposed(graph: Graph, x: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((axis) => axisOf(x, axis))
  return graph.emit('Transpose', [x], shape, { attributes: { perm: order } })
}

/** Differentiable permutation of the axes: axis `i` of the result is axis `order[i]` of `x`. */
export function transpose(graph: Graph, x: Tensor, order: readonly number[]): Tensor {
  const inverse = order.map((_, axis) => order.indexOf(axis))
  return graph.record(transposed(graph, x, order), [
    { of: x, gradient: (gradient) => transposed(graph, gradient, inverse) },
  ])
}
