import { differentiate } from '../graph/differentiate.ts'
import { dropout } from '../graph/dropout.ts'
import { combined, scalar } from '../graph/elementwise.ts'
import type { Graph } from '../graph/graph.ts'
import { type OptimiserName, optimisers } from '../graph/optimiser.ts'
import { joinParameters } from '../graph/parameters.ts'
import { type Schedule, scheduleOf } from '../graph/schedule.ts'
import { axisOf, type Shape, type Tensor } from '../graph/tensor.ts'
import { weightedMean } from '../graph/weightedMean.ts'
import { type LocalTerms, localStep } from '../strategies/localStep.ts'
import type { Architecture, Forward } from './architecture.ts'
import { type Declared, declareProgram, keepAll } from './declare.ts'
import type { NamedArchitecture } from './modelName.ts'

/** Drops by an input `seed`, which only models that drop have. */
function createDrop(graph: Graph, { dropout: rate }: Architecture): Forward['drop'] {
  if (rate === undefined) return keepAll
  const seed = graph.input('seed', [2], 'int32')
  let layer = 0
  return (hidden) => dropout(graph, hidden, rate, seed, layer++)
}

type Gradient = { tensors: readonly Tensor[]; loss: Tensor; gradient: Tensor }

/** The mean loss of a batch and its flat gradient. */
function emitGradient(declared: Declared, { architecture }: NamedArchitecture): Gradient {
  const { graph, x, y, weight } = declared
  const tensors = declared.tensors()
  const drop = createDrop(graph, architecture)
  const { losses } = architecture.forward(graph, { x, y, parameters: tensors, drop })
  const loss = weightedMean(graph, losses, weight)
  return { tensors, loss, gradient: joinParameters(graph, differentiate(graph, loss, tensors)) }
}

/** Declares inputs that a program carries from step to step. */
function declareState(
  { graph }: Declared,
  shapes: Readonly<Record<string, Shape>>,
): Record<string, Tensor> {
  const entries = Object.entries(shapes)
  return Object.fromEntries(entries.map(([name, shape]) => [name, graph.input(name, shape)]))
}

/** Declares the outputs of a step: all of the next step's inputs that are carried, and the loss. */
function declareOutputs(
  { graph, encode }: Declared,
  carried: Readonly<Record<string, Tensor>>,
  loss: Tensor,
): Uint8Array {
  for (const [name, tensor] of Object.entries(carried)) graph.output(`${name}2`, tensor)
  graph.output('loss', loss)
  return encode()
}

/** How a training program changes the parameters. */
export type TrainOptions = {
  readonly batchSize: number
  readonly optimiser: OptimiserName
  /** Without one the learning rate stays. */
  readonly schedule?: Schedule | undefined
  /** μ of FedProx: how strongly training is held to the model it began with; 0 for not at all. */
  readonly proximal: number
}

/**
 * The training program: one step of an optimiser on the mean loss of a batch.
 *
 * Inputs `x`, `y`, `weight` (of each example; 0 for one that only fills the batch), `p`, the state of
 * the optimiser (`m`, `v`, `u` of Adam, `m` of momentum; zero before the first step), the scalar
 * `rate`, `seed` (two whole numbers in 0 … 46,336) of a model that drops, with a
 * schedule the count `step` of the steps before and with a proximal term the way `o` from the first
 * model. Outputs `p2`, `m2`, `v2`, `u2`, `step2`, `o2`, which are `p`, `m`, `v`, `u`, `step`, `o` of the
 * next step, and `loss`, the batch's mean before the step, without the proximal term.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeTrainProgram(model: NamedArchitecture, options: TrainOptions): Uint8Array {
  const declared = declareProgram(model, options.batchSize)
  const { graph, p } = declared
  const { state: shapes, step } = optimisers[options.optimiser]
  const state = declareState(declared, shapes(axisOf(p, 0)))
  const full = graph.input('rate', [])
  const { schedule } = options
  const counted: Record<string, Tensor> = {}
  let rate = full
  if (schedule !== undefined) {
    const t = graph.input('step', [])
    rate = combined(graph, 'Mul', full, scheduleOf(graph, t, schedule))
    counted.step = combined(graph, 'Add', t, scalar(graph, 1))
  }
  const { tensors, loss, gradient } = emitGradient(declared, model)
  const held = holdBack(declared, gradient, options.proximal)
  const next = step(graph, { flat: p, tensors, gradient: held.gradient, state, rate })
  const carried = { ...next.state, ...counted, ...held.moved(next.flat) }
  return declareOutputs(declared, { p: next.flat, ...carried }, loss)
}

/** The gradient with `μ · (x − x₀)`, and how the way from `x₀` is carried on. */
function holdBack({ graph, p }: Declared, gradient: Tensor, proximal: number) {
  if (proximal === 0) return { gradient, moved: () => ({}) }
  const way = graph.input('o', p.shape)
  const pull = combined(graph, 'Mul', way, scalar(graph, proximal))
  const moved = (next: Tensor) => ({
    o: combined(graph, 'Add', way, combined(graph, 'Sub', next, p)),
  })
  return { gradient: combined(graph, 'Add', gradient, pull), moved }
}

/**
 * The training program of a strategy: one step of {@link localStep} on the mean loss of a batch.
 *
 * Inputs and outputs as in `encodeTrainProgram`, with the state `b`, `o` and `h`: an engine begins
 * with zeros, and with another `h` where the strategy steers.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodeLocalProgram(
  model: NamedArchitecture,
  batchSize: number,
  terms: LocalTerms,
): Uint8Array {
  const declared = declareProgram(model, batchSize)
  const { graph, p } = declared
  const state = {
    b: graph.input('b', p.shape),
    o: graph.input('o', p.shape),
    h: graph.input('h', p.shape),
  }
  const rate = graph.input('rate', [])
  const { loss, gradient } = emitGradient(declared, model)
  const next = localStep(graph, p, gradient, state, rate, terms)
  return declareOutputs(declared, { p: next.parameters, ...next.state }, loss)
}
