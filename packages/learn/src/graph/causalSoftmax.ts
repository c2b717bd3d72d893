import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { reduced } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** As good as minus infinity, whose difference to itself would be no number. */
const never = -1e9

/** Which places a place may look at: itself and those before, `[t, t]`. */
function pastOf(graph: Graph, places: number): Tensor {
  const numbers = Array.from({ length: places }, (_, place) => place)
  const row = graph.constant(numbers, [1, places], 'int32')
  const column = graph.constant(numbers, [places, 1], 'int32')
  // Made by comparison: as a constant it would be most of the program's bytes.
  return graph.emit('GreaterOrEqual', [column, row], [places, places], { type: 'bool' })
}

/**
 * Softmax along the last axis over the places up to the row's own; later ones get 0.
 *
 * @param scores - `[…, t, t]`, greater by far than −10⁹
 * @returns `[…, t, t]`, rows that sum to 1
 */
export function causalSoftmax(graph: Graph, scores: Tensor): Tensor {
  const last = scores.shape.length - 1
  const past = pastOf(graph, axisOf(scores, last))
  const kept = graph.emit('Where', [past, scores, scalar(graph, never)], scores.shape, {
    type: scores.type,
  })
  const y = graph.emit('Softmax', [kept], scores.shape, { attributes: { axis: last } })
  return graph.record(y, [
    {
      of: scores,
      // Where y is 0 so is this: the mask needs no gradient of its own.
      gradient(gradient) {
        const weighed = combined(graph, 'Mul', gradient, y)
        const sum = reduced(graph, 'ReduceSum', weighed, [last], 'keep')
        return combined(graph, 'Sub', weighed, combined(graph, 'Mul', y, sum))
      },
    },
  ])
}
