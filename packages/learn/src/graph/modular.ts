import type { Graph } from './graph.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * The greatest prime whose square fits 31 bits: products of residues are exact in `int32`, on every
 * engine. Cubing permutes its residues, as 3 does not divide `prime − 1`.
 */
export const prime = 46_337

/** `int32` arithmetic modulo {@link prime} on numbers that are not negative; carries no gradient. */
export type Modular = {
  constant(value: number): Tensor
  /** `x mod prime`, for `0 <= x < 2³¹`. */
  reduce(x: Tensor): Tensor
  /** `⌊x / prime⌋`. */
  quotient(x: Tensor): Tensor
  /** `a + b` with broadcasting, not reduced. */
  plus(a: Tensor, b: Tensor): Tensor
  /** `a · b` with broadcasting, not reduced. */
  times(a: Tensor, b: Tensor): Tensor
  /** `x³ mod prime`, for a residue. */
  cube(x: Tensor): Tensor
}

function stretched(a: Tensor, b: Tensor): number[] {
  const [longer, shorter] = a.shape.length < b.shape.length ? [b, a] : [a, b]
  const missing = longer.shape.length - shorter.shape.length
  return longer.shape.map((size, axis) =>
    axis < missing ? size : Math.max(size, axisOf(shorter, axis - missing)),
  )
}

/** The arithmetic in a graph. */
export function createModular(graph: Graph): Modular {
  const emit = (operator: string, a: Tensor, b: Tensor) =>
    graph.emit(operator, [a, b], stretched(a, b), { type: 'int32' })
  const constant = (value: number) => graph.constant([value], [], 'int32')
  const order = constant(prime)
  // Spelled out: not every GPU engine has Mod, and all divide whole numbers towards zero.
  const quotient = (x: Tensor) => emit('Div', x, order)
  const reduce = (x: Tensor) => emit('Sub', x, emit('Mul', quotient(x), order))
  const times = (a: Tensor, b: Tensor) => emit('Mul', a, b)
  return {
    constant,
    quotient,
    reduce,
    plus: (a, b) => emit('Add', a, b),
    times,
    cube: (x) => reduce(times(reduce(times(x, x)), x)),
  }
}
