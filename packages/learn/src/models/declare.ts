import { createGraph, type Graph } from '../graph/graph.ts'
import { cutParameters } from '../graph/parameters.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Architecture } from './architecture.ts'
import { countParameters, type NamedArchitecture } from './modelName.ts'

/** A program under construction, with the inputs that all programs have. */
export type Declared = {
  readonly graph: Graph
  readonly x: Tensor
  readonly y: Tensor
  /** Of each example; 0 for one that only fills the batch. */
  readonly weight: Tensor
  /** The flat parameters. */
  readonly p: Tensor
  /** The same cut into tensors. */
  tensors(): Tensor[]
  /** Bytes of an ONNX model that names the model it was made of. */
  encode(): Uint8Array
}

/** Under this key a program's metadata name its model. */
export const modelKey = 'vain.model'

function labelShape({ labelSize }: Architecture, batchSize: number): number[] {
  return labelSize === 1 ? [batchSize] : [batchSize, labelSize]
}

/** Begins a program: declares `x`, `y`, `weight` and `p`. */
export function declareProgram(model: NamedArchitecture, batchSize: number): Declared {
  const { name, architecture } = model
  const graph = createGraph()
  const inputs = {
    x: graph.input('x', [batchSize, architecture.inputSize], architecture.inputType),
    y: graph.input('y', labelShape(architecture, batchSize), 'int32'),
    weight: graph.input('weight', [batchSize]),
    p: graph.input('p', [countParameters(architecture)]),
  }
  const shapes = architecture.parameters.map(({ shape }) => shape)
  return {
    graph,
    ...inputs,
    tensors: () => cutParameters(graph, inputs.p, shapes),
    encode: () => graph.encode({ [modelKey]: name }),
  }
}

/** Drops nothing. */
export const keepAll = (hidden: Tensor): Tensor => hidden
