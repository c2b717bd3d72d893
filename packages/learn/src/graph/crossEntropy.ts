import type { Graph } from './graph.ts'
import { mean } from './mean.ts'
import { oneHot } from './oneHot.ts'
import { reduced, reshape, reshaped } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/**
 * Softmax cross-entropy of every example, in nats.
 *
 * LogSoftmax is spelled out with the greatest logit taken off first, so no exponential overflows;
 * not every GPU engine has the fused operator.
 *
 * @param logits - `[n, classes]`
 * @param labels - `[n]`, `int32`, `0 <= label < classes`
 * @returns `[n]`
 */
export function crossEntropy(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [count, classes] = [axisOf(logits, 0), axisOf(logits, 1)]
  const subtract = (a: Tensor, b: Tensor) => graph.emit('Sub', [a, b], logits.shape)
  const rowSum = (x: Tensor) => reduced(graph, 'ReduceSum', x, [1], 'keep')

  const shifted = subtract(logits, reduced(graph, 'ReduceMax', logits, [1], 'keep'))
  const sum = rowSum(graph.emit('Exp', [shifted], logits.shape))
  const logProbabilities = subtract(shifted, graph.emit('Log', [sum], [count, 1]))
  const target = oneHot(graph, labels, classes)
  const chosen = rowSum(graph.emit('Mul', [logProbabilities, target], logits.shape))
  const losses = reshaped(graph, graph.emit('Neg', [chosen], [count, 1]), [count])
  return graph.record(losses, [
    {
      of: logits,
      gradient: (gradient) => {
        const probabilities = graph.emit('Exp', [logProbabilities], logits.shape)
        const difference = subtract(probabilities, target)
        const column = reshaped(graph, gradient, [count, 1])
        return graph.emit('Mul', [difference, column], logits.shape)
      },
    },
  ])
}

/**
 * Softmax cross-entropy of every token, averaged over the tokens of each example.
 *
 * @param logits - `[n, t, classes]`
 * @param labels - `[n, t]`, `int32`, `0 <= label < classes`
 * @returns `[n]`
 */
export function tokenCrossEntropy(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [count, places, classes] = logits.shape as [number, number, number]
  const rows = reshape(graph, logits, [count * places, classes])
  const losses = crossEntropy(graph, rows, reshaped(graph, labels, [count * places]))
  return mean(graph, reshape(graph, losses, [count, places]), 1)
}
