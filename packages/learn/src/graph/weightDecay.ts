import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { joinParameters } from './parameters.ts'
import type { Tensor } from './tensor.ts'

const decay = 0.01

/**
 * The flat parameters with the matrices among them shrunk by `1 − rate · 0.01`; biases and gains
 * stay.
 *
 * Apart from the gradient, so that an optimiser that follows does not divide it away.
 *
 * @param tensors - the parameters, in the order of the flat vector
 *
 * Source: Loshchilov and Hutter 2019, algorithm 2 (AdamW, if Adam follows).
 */
export function decayWeights(graph: Graph, tensors: readonly Tensor[], rate: Tensor): Tensor {
  const lost = combined(graph, 'Mul', rate, scalar(graph, decay))
  const kept = combined(graph, 'Sub', scalar(graph, 1), lost)
  return joinParameters(
    graph,
    tensors.map((tensor) =>
      tensor.shape.length > 1 ? combined(graph, 'Mul', tensor, kept) : tensor,
    ),
  )
}
