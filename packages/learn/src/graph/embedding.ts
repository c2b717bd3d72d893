import { ownShares } from './exampleSums.ts'
import type { Graph } from './graph.ts'
import { oneHot } from './oneHot.ts'
import { reshaped, transposed } from './shaping.ts'
import { axisOf, sizeOf, type Tensor } from './tensor.ts'

/**
 * Rows of a table by number.
 *
 * The gradient is a product with the one-hot tokens, as no engine adds rows of equal number
 * together in the same order.
 *
 * @param tokens - `[n, t]`, `int32`, `0 <= token < v`
 * @param table - `[v, d]`
 * @returns `[n, t, d]`
 */
export function embedding(graph: Graph, tokens: Tensor, table: Tensor): Tensor {
  const [count, places] = [axisOf(tokens, 0), axisOf(tokens, 1)]
  const [size, width] = [axisOf(table, 0), axisOf(table, 1)]
  const y = graph.emit('Gather', [table, tokens], [count, places, width], { type: table.type })
  const chosen = () => oneHot(graph, reshaped(graph, tokens, [sizeOf(tokens.shape)]), size)
  return graph.record(y, [
    {
      of: table,
      gradient(gradient) {
        const rows = reshaped(graph, gradient, [count * places, width])
        return graph.emit('Gemm', [chosen(), rows], table.shape, { attributes: { transA: 1 } })
      },
      examples(gradient) {
        const columns = reshaped(graph, chosen(), [count, places, size])
        const factors = [transposed(graph, columns, [0, 2, 1]), gradient]
        const own = graph.emit('MatMul', factors, [count, size, width])
        return ownShares(graph, own, table.shape)
      },
    },
  ])
}
