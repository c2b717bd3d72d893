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

/** `x` with `before` zeros in front and zeros behind, up to `size` along one axis; no gradient. */
export function padded(
  graph: Graph,
  x: Tensor,
  axis: number,
  before: number,
  size: number,
): Tensor {
  const rank = x.shape.length
  const pads = new Array<number>(2 * rank).fill(0)
  pads[axis] = before
  pads[rank + axis] = size - before - axisOf(x, axis)
  const shape = x.shape.with(axis, size)
  return graph.emit('Pad', [x, indices(graph, pads)], shape)
}

/** Differentiable slice, `from <= i < to` along one axis. */
export function slice(graph: Graph, x: Tensor, axis: number, from: number, to: number): Tensor {
  return graph.record(sliced(graph, x, [axis], [from], [to]), [
    { of: x, gradient: (gradient) => padded(graph, gradient, axis, from, axisOf(x, axis)) },
  ])
}

/** Differentiable stack of equal shapes along a new axis. */
export function stack(graph: Graph, parts: readonly Tensor[], axis: number): Tensor {
  // There is at least one part.
  const { shape } = parts[0] as Tensor
  const single = shape.toSpliced(axis, 0, 1)
  const inputs = parts.map((part) => reshaped(graph, part, single))
  const y = graph.emit('Concat', inputs, single.with(axis, parts.length), { attributes: { axis } })
  return graph.record(
    y,
    parts.map((of, i) => ({
      of,
      gradient: (gradient: Tensor) =>
        reshaped(graph, sliced(graph, gradient, [axis], [i], [i + 1]), shape),
    })),
  )
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
