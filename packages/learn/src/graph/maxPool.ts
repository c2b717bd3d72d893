import type { Graph } from './graph.ts'
import { interleaved, pairsOf } from './pairs.ts'
import type { Tensor } from './tensor.ts'

function maxOfPairs(graph: Graph, x: Tensor, axis: number): Tensor {
  const [even, odd] = pairsOf(graph, x, axis)
  const { shape } = even
  // Where, not Max: it is known to every GPU engine, and its mask serves the gradient as well.
  const first = graph.emit('GreaterOrEqual', [even, odd], shape, { type: 'bool' })
  const choose = (a: Tensor, b: Tensor) => graph.emit('Where', [first, a, b], shape)
  const zero = graph.constant([0], [])
  return graph.record(choose(even, odd), [
    {
      of: x,
      gradient: (gradient) =>
        interleaved(graph, choose(gradient, zero), choose(zero, gradient), axis),
    },
  ])
}

/**
 * Greatest of each 2 × 2 square; of equal elements the first gets the gradient.
 *
 * @param x - `[c, n, h, w]`, `h` and `w` even
 * @returns `[c, n, h / 2, w / 2]`
 */
export function maxPool(graph: Graph, x: Tensor): Tensor {
  return maxOfPairs(graph, maxOfPairs(graph, x, 2), 3)
}
