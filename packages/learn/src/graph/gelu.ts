import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

const slope = Math.sqrt(2 / Math.PI)
const cubic = 0.044715

/**
 * Gaussian error linear unit in its form by tanh, `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
 *
 * Source: Hendrycks and Gimpel 2016, §2.
 */
export function gelu(graph: Graph, x: Tensor): Tensor {
  const constant = (value: number) => scalar(graph, value)
  const multiply = (a: Tensor, b: Tensor) => combined(graph, 'Mul', a, b)
  const plus = (a: Tensor, b: Tensor) => combined(graph, 'Add', a, b)
  const square = multiply(x, x)
  const inner = multiply(x, plus(multiply(square, constant(slope * cubic)), constant(slope)))
  const bend = graph.emit('Tanh', [inner], x.shape)
  const half = multiply(plus(bend, constant(1)), constant(0.5))
  return graph.record(multiply(x, half), [
    {
      of: x,
      gradient(gradient) {
        // half + ½ x (1 − bend²) · inner′
        const flat = multiply(multiply(bend, bend), constant(0.5))
        const steep = multiply(x, combined(graph, 'Sub', constant(0.5), flat))
        const rise = plus(multiply(square, constant(3 * slope * cubic)), constant(slope))
        return multiply(gradient, plus(half, multiply(steep, rise)))
      },
    },
  ])
}
