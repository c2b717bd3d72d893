import { add, combined, multiply, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { reduced } from './shaping.ts'
import type { Tensor } from './tensor.ts'

const epsilon = 1e-5

/** Mean 0 and variance 1 along the last axis. */
function normalise(graph: Graph, x: Tensor): Tensor {
  const last = x.shape.length - 1
  const mean = (values: Tensor) => reduced(graph, 'ReduceMean', values, [last], 'keep')
  const multiplied = (a: Tensor, b: Tensor) => combined(graph, 'Mul', a, b)
  const centred = combined(graph, 'Sub', x, mean(x))
  const variance = mean(multiplied(centred, centred))
  const safe = combined(graph, 'Add', variance, scalar(graph, epsilon))
  const deviation = graph.emit('Sqrt', [safe], safe.shape)
  const inverse = graph.emit('Reciprocal', [deviation], safe.shape)
  const y = multiplied(centred, inverse)
  return graph.record(y, [
    {
      of: x,
      gradient(gradient) {
        // (g − mean(g) − y · mean(g · y)) / deviation
        const along = multiplied(y, mean(multiplied(gradient, y)))
        const level = combined(graph, 'Sub', gradient, mean(gradient))
        return multiplied(combined(graph, 'Sub', level, along), inverse)
      },
    },
  ])
}

/**
 * Layer normalisation along the last axis, `gain · (x − mean) / √(variance + 10⁻⁵) + bias`.
 *
 * Spelled out: not every GPU engine has the operator.
 *
 * @param x - `[…, d]`
 * @param gain - `[d]`
 * @param bias - `[d]`
 *
 * Source: Ba et al. 2016, §3.
 */
export function layerNorm(graph: Graph, x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  return add(graph, multiply(graph, normalise(graph, x), gain), bias)
}
