import { adam } from '../graph/adam.ts'
import { clippedGradient } from '../graph/clippedGradient.ts'
import { crossEntropy } from '../graph/crossEntropy.ts'
import { differentiate } from '../graph/differentiate.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { cutParameters, joinParameters } from '../graph/parameters.ts'
import { sizeOf, type Tensor } from '../graph/tensor.ts'
import { weightedMean, weightedSum } from '../graph/weightedMean.ts'
import { type LocalTerms, localStep } from '../strategies/localStep.ts'
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
 * The training program of a strategy: one step of {@link localStep} on the mean cross-entropy of a
 * batch.
 *
 * Inputs and outputs as in `encodeTrainProgram`, with the state `b`, `o` and `h`: an engine begins
 * with zeros, and with another `h` where the strategy steers.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeLocalProgram(
  architecture: Architecture,
  batchSize: number,
  terms: LocalTerms,
): Uint8Array {
  const graph = createGraph()
  const { x, y, weight, p } = declareBatch(graph, architecture, batchSize)
  const state = {
    b: graph.input('b', p.shape),
    o: graph.input('o', p.shape),
    h: graph.input('h', p.shape),
  }
  const rate = graph.input('rate', [])
  const shapes = architecture.parameters.map(({ shape }) => shape)
  const parameters = cutParameters(graph, p, shapes)
  const losses = crossEntropy(graph, architecture.logits(graph, x, parameters), y)
  const loss = weightedMean(graph, losses, weight)
  const gradient = joinParameters(graph, differentiate(graph, loss, parameters))
  const next = localStep(graph, p, gradient, state, rate, terms)
  graph.output('p2', next.parameters)
  graph.output('b2', next.state.b)
  graph.output('o2', next.state.o)
  graph.output('h2', next.state.h)
  graph.output('loss', loss)
  return graph.encode()
}

/**
 * Part of the clip norm that the program leaves free for what rounding in `float32` may add, to an
 * example's own norm and to the sum: the rounding of a sum is another once an example is missing
 * (Casacuberta et al. 2022). See docs/protocol/lots.md for what was measured.
 */
const clipMargin = 2 ** -10

/**
 * The private gradient program: the sum of the examples' gradients, each clipped for itself.
 *
 * Inputs `x`, `y`, `weight` (0 for a row that only fills the batch) and `p` as in training, and the
 * scalar `clip`; outputs `gradientSum`, the flat `Σ weight · g · min(1, clip' / ‖g‖₂)` over the
 * examples with the norm over all parameters and `clip' = clip · (1 − 2⁻¹⁰)`, and the scalars `loss`
 * (sum over the batch) and `clipped` (how many were scaled down), each example times its weight.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodePrivateProgram(architecture: Architecture, batchSize: number): Uint8Array {
  const graph = createGraph()
  const { x, y, weight, p } = declareBatch(graph, architecture, batchSize)
  const clip = graph.input('clip', [])
  const shapes = architecture.parameters.map(({ shape }) => shape)
  const parameters = cutParameters(graph, p, shapes)
  const losses = crossEntropy(graph, architecture.logits(graph, x, parameters), y)
  const limit = graph.emit('Mul', [clip, graph.constant([1 - clipMargin], [])], [])
  const { sums, isLonger } = clippedGradient(graph, losses, parameters, weight, limit)
  const longer = graph.emit('Cast', [isLonger], [batchSize], { attributes: { to: 1 } })
  graph.output('gradientSum', joinParameters(graph, sums))
  graph.output('loss', weightedSum(graph, losses, weight))
  graph.output('clipped', weightedSum(graph, longer, weight))
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
