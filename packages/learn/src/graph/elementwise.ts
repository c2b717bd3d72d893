import { ownShares } from './exampleSums.ts'
import type { Backward, Graph } from './graph.ts'
import { reduced, reshaped } from './shaping.ts'
import { axisOf, type Shape, type Tensor } from './tensor.ts'

/** Shape of what two tensors give element by element; axes of size 1 and missing ones stretch. */
function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const at = (shape: Shape, axis: number) => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => Math.max(at(a, axis), at(b, axis)))
}

/** One operator on two tensors, element by element with broadcasting; carries no gradient. */
export function combined(
  graph: Graph,
  operator: 'Add' | 'Sub' | 'Mul' | 'Div',
  a: Tensor,
  b: Tensor,
): Tensor {
  return graph.emit(operator, [a, b], broadcastShape(a.shape, b.shape))
}

/** A number as a constant. */
export function scalar(graph: Graph, value: number): Tensor {
  return graph.constant([value], [])
}

/** Sums a gradient over the axes along which an operand was stretched. */
function summedTo(graph: Graph, gradient: Tensor, shape: Shape): Tensor {
  const missing = gradient.shape.length - shape.length
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < missing || (shape[axis - missing] === 1 && size !== 1) ? [axis] : [],
  )
  if (axes.length === 0) return gradient
  return reshaped(graph, reduced(graph, 'ReduceSum', gradient, axes, 'drop'), shape)
}

/**
 * How an operand shares in a gradient: element by element, or, where it lacks the axis of the
 * examples, as something that all of them have in common.
 *
 * @param toOperand - turns the gradient of the result into that of the stretched operand
 */
function operand(
  graph: Graph,
  of: Tensor,
  result: Shape,
  toOperand: (gradient: Tensor) => Tensor,
): Backward {
  const gradient = (outer: Tensor) => summedTo(graph, toOperand(outer), of.shape)
  const missing = result.length - of.shape.length
  if (missing === 0) return { of, gradient }
  return {
    of,
    gradient,
    examples(outer) {
      const stretched = toOperand(outer)
      const rows = [axisOf(outer, 0), ...new Array<number>(missing - 1).fill(1), ...of.shape]
      return ownShares(graph, summedTo(graph, stretched, rows), of.shape)
    },
  }
}

/** `a + b`, element by element with broadcasting. */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const y = combined(graph, 'Add', a, b)
  const same = (gradient: Tensor) => gradient
  return graph.record(y, [operand(graph, a, y.shape, same), operand(graph, b, y.shape, same)])
}

/** `a − b`, element by element with broadcasting. */
export function subtract(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const y = combined(graph, 'Sub', a, b)
  return graph.record(y, [
    operand(graph, a, y.shape, (gradient) => gradient),
    operand(graph, b, y.shape, (gradient) => graph.emit('Neg', [gradient], gradient.shape)),
  ])
}

/** `a · b`, element by element with broadcasting. */
export function multiply(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const y = combined(graph, 'Mul', a, b)
  return graph.record(y, [
    operand(graph, a, y.shape, (gradient) => combined(graph, 'Mul', gradient, b)),
    operand(graph, b, y.shape, (gradient) => combined(graph, 'Mul', gradient, a)),
  ])
}
