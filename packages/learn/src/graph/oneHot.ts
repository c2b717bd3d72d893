import type { Graph } from './graph.ts'
import { reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * A row for each number, with a 1 in its column and zeros elsewhere.
 *
 * By comparison: not every GPU engine has the operator.
 *
 * @param numbers - `[n]`, `int32`
 * @returns `[n, size]`, `float32`; zeros alone for a number outside 0 … size − 1
 */
export function oneHot(graph: Graph, numbers: Tensor, size: number): Tensor {
  const count = axisOf(numbers, 0)
  const columns = Array.from({ length: size }, (_, column) => column)
  const row = graph.constant(columns, [1, size], 'int32')
  const column = reshaped(graph, numbers, [count, 1])
  const equal = graph.emit('Equal', [column, row], [count, size], { type: 'bool' })
  return graph.emit('Cast', [equal], [count, size], { attributes: { to: 1 } })
}
