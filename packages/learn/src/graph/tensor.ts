/** Element type of a tensor. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool'

/** Sizes of the axes, outermost first; all known when the graph is built. An empty shape is a scalar. */
export type Shape = readonly number[]

/** A value that flows through a graph: what a node or an input yields. */
export type Tensor = {
  readonly name: string
  readonly shape: Shape
  readonly type: ElementType
}

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, axis) => size * axis, 1)
}

/** Size of one axis, which the caller knows to exist. */
export function axisOf(tensor: Tensor, axis: number): number {
  return tensor.shape[axis] as number
}
