import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { interleaved, pairsOf } from './pairs.ts'
import type { Tensor } from './tensor.ts'

function meanOfPairs(graph: Graph, x: Tensor, axis: number): Tensor {
  const half = scalar(graph, 0.5)
  const sum = combined(graph, 'Add', ...pairsOf(graph, x, axis))
  return graph.record(combined(graph, 'Mul', sum, half), [
    {
      of: x,
      gradient(gradient) {
        const share = combined(graph, 'Mul', gradient, half)
        return interleaved(graph, share, share, axis)
      },
    },
  ])
}

/**
 * Mean of each 2 × 2 square; each of its elements gets a quarter of the gradient.
 *
 * @param x - `[c, n, h, w]`, `h` and `w` even
 * @returns `[c, n, h / 2, w / 2]`
 */
export function averagePool(graph: Graph, x: Tensor): Tensor {
  return meanOfPairs(graph, meanOfPairs(graph, x, 2), 3)
}
