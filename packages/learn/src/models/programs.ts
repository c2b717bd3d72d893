import { adam } from '../graph/adam.ts'
import { crossEntropy } from '../graph/crossEntropy.ts'
import { differentiate } from '../graph/differentiate.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { cutParameters, joinParameters } from '../graph/parameters.ts'
import { sizeOf, type Tensor } from '../graph/tensor.ts'
import { weightedMean, weightedSum } from '../graph/weightedMean.ts'
import type { Architecture } from './architecture.ts'

/** Number of parameters of a model. */
export function countParameters({ parameters }: Architecture): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

type Batch = { x: Tensor; y: Tensor; weight: Tensor; p: Tensor }

function declareBatch(graph: Graph, architecture: Architecture, batchSize: number): Batch {
  return {
    x: graph.input('x', [batchSize, architecture.inputSize]),
    y: graph.input('y', [batchSize], 'int32'),
    weight: graph.input('weight', [batchSize]),
    p: graph.input('p', [countParameters(architecture)]),
  }
}

/**
 * The training program: one step of Adam on the mean cross-entropy of a batch.
 *
 * Inputs `x`, `y`, `weight` (of each example; 0 for one that only fills the batch), `p`, the state
 * `m`, `v`, `u` (zero before the first step) and the scalar `rate`; outputs `p2`, `m2`, `v2`, `u2`,
 * which are `p`, `m`, `v`, `u` of the next step, and `loss`, the batch's mean before the step.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeTrainProgram(architecture: Architecture, batchSize: number): Uint8Array {
  const graph = createGraph()
  const { x, y, weight, p } = declareBatch(graph, architecture, batchSize)
  const state = {
    m: graph.input('m', p.shape),
    v: graph.input('v', p.shape),
    u: graph.input('u', [2]),
  }
  const rate = graph.input('rate', [])

  const parameters = cutParameters(
    graph,
    p,
    architecture.parameters.map(({ shape }) => shape),
  )
  const losses = crossEntropy(graph, architecture.logits(graph, x, parameters), y)
  const loss = weightedMean(graph, losses, weight)
  const gradient = joinParameters(graph, differentiate(graph, loss, parameters))
  const next = adam(graph, p, gradient, state, rate)

  graph.output('p2', next.parameters)
  graph.output('m2', next.state.m)
  graph.output('v2', next.state.v)
  graph.output('u2', next.state.u)
  graph.output('loss', loss)
  return graph.encode()
}

/**
 * The evaluation program: how many examples of a batch a model gets right.
 *
 * Inputs `x`, `y`, `weight` and `p` as in training; outputs the scalars `correct` (of equal logits
 * the first counts) and `loss`, both sums over the batch, each example times its weight.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeEvaluateProgram(architecture: Architecture, batchSize: number): Uint8Array {
  const graph = createGraph()
  const { x, y, weight, p } = declareBatch(graph, architecture, batchSize)
  const shapes = architecture.parameters.map(({ shape }) => shape)
  const logits = architecture.logits(graph, x, cutParameters(graph, p, shapes))
  const emit = (operator: string, inputs: Tensor[], type: Tensor['type'], attributes = {}) =>
    graph.emit(operator, inputs, [batchSize], { type, attributes })

  const best = emit('ArgMax', [logits], 'int64', { axis: 1, keepdims: 0 })
  const answer = emit('Cast', [best], 'int32', { to: 6 })
  const right = emit('Cast', [emit('Equal', [answer, y], 'bool')], 'float32', { to: 1 })
  graph.output('correct', weightedSum(graph, right, weight))
  graph.output('loss', weightedSum(graph, crossEntropy(graph, logits, y), weight))
  return graph.encode()
}
