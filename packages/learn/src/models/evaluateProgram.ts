import { combined, scalar } from '../graph/elementwise.ts'
import type { Graph } from '../graph/graph.ts'
import { reduced } from '../graph/shaping.ts'
import type { Tensor } from '../graph/tensor.ts'
import { weightedSum } from '../graph/weightedMean.ts'
import { declareProgram, keepAll } from './declare.ts'
import type { NamedArchitecture } from './modelName.ts'

/** How many labels of each example have the greatest logit, `[n]`; of equal logits the first counts. */
function countRight(graph: Graph, logits: Tensor, y: Tensor): Tensor {
  const emit = (operator: string, inputs: Tensor[], type: Tensor['type'], attributes = {}) =>
    graph.emit(operator, inputs, y.shape, { type, attributes })
  const axis = logits.shape.length - 1
  const best = emit('ArgMax', [logits], 'int64', { axis, keepdims: 0 })
  const answer = emit('Cast', [best], 'int32', { to: 6 })
  const right = emit('Cast', [emit('Equal', [answer, y], 'bool')], 'float32', { to: 1 })
  return axis === 1 ? right : reduced(graph, 'ReduceSum', right, [1], 'drop')
}

/**
 * The evaluation program: how many labels of a batch a model gets right.
 *
 * Inputs `x`, `y`, `weight` and `p` as in training; outputs the scalars `correct` and `loss`, both
 * sums over the labels of the batch, each example times its weight.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeEvaluateProgram(model: NamedArchitecture, batchSize: number): Uint8Array {
  const declared = declareProgram(model, batchSize)
  const { graph, x, y, weight } = declared
  const { forward, labelSize } = model.architecture
  const outputs = forward(graph, { x, y, parameters: declared.tensors(), drop: keepAll })
  const mean = weightedSum(graph, outputs.losses, weight)
  const right = 'right' in outputs ? outputs.right() : countRight(graph, outputs.logits, y)
  graph.output('correct', weightedSum(graph, right, weight))
  graph.output(
    'loss',
    labelSize === 1 ? mean : combined(graph, 'Mul', mean, scalar(graph, labelSize)),
  )
  return declared.encode()
}
