import { combined } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { reduced, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * Entropy of the distribution that each row of logits stands for, in nats.
 *
 * @param logits - `[n, classes]`
 * @returns `[n]`
 */
export function entropy(graph: Graph, logits: Tensor): Tensor {
  const count = axisOf(logits, 0)
  const sum = (x: Tensor) => reduced(graph, 'ReduceSum', x, [1], 'keep')
  const top = reduced(graph, 'ReduceMax', logits, [1], 'keep')
  const shifted = combined(graph, 'Sub', logits, top)
  const total = sum(graph.emit('Exp', [shifted], logits.shape))
  const logs = combined(graph, 'Sub', shifted, graph.emit('Log', [total], total.shape))
  const parts = graph.emit('Exp', [logs], logits.shape)
  const negative = sum(combined(graph, 'Mul', parts, logs))
  const y = reshaped(graph, graph.emit('Neg', [negative], negative.shape), [count])
  return graph.record(y, [
    {
      of: logits,
      gradient(gradient) {
        // −p (log p + H), where `negative` is −H
        const rise = combined(graph, 'Mul', parts, combined(graph, 'Sub', negative, logs))
        return combined(graph, 'Mul', rise, reshaped(graph, gradient, [count, 1]))
      },
    },
  ])
}
