import type { Graph } from '../graph/graph.ts'
import type { Shape, Tensor } from '../graph/tensor.ts'

/** One parameter tensor of a model, and what it is before training: zero if nothing is told. */
export type ParameterSpec = {
  readonly shape: Shape
  /** Whether rows are multiplied by it in a dense layer: what adapters are made for. */
  readonly isDense?: boolean
  /** Inputs that each output sums over: uniform in `±√(6 / fanIn)`. */
  readonly fanIn?: number
  /** Uniform in `±bound`. */
  readonly bound?: number
  /** The same everywhere. */
  readonly constant?: number
}

/** What a model makes of a batch. */
export type Outputs = {
  /** What training lowers, `[n]`: the mean over the labels of each example. */
  readonly losses: Tensor
} & (
  | {
      /** One number per class, of each example `[n, classes]` or of each of its tokens `[n, t, classes]`. */
      readonly logits: Tensor
    }
  | {
      /** Emits 1 for each example that the model gets right and 0 for each other, `[n]`. */
      readonly right: () => Tensor
    }
)

/** What a forward pass starts from. */
export type Forward = {
  /** `[n, inputSize]`. */
  readonly x: Tensor
  /** `int32`, `[n]` or, with a label for each token, `[n, inputSize]`. */
  readonly y: Tensor
  /** One tensor for each of the architecture's parameters. */
  readonly parameters: readonly Tensor[]
  /** Drops some of the elements of a hidden layer while training; elsewhere it leaves it as it is. */
  readonly drop: (hidden: Tensor) => Tensor
}

/** A model: its parameters, in the order of the flat vector, and what it makes of a batch. */
export type Architecture = {
  /** Values per example. */
  readonly inputSize: number
  /** `float32` features, or tokens as `int32`. */
  readonly inputType: 'float32' | 'int32'
  /** Labels per example: 1, or `inputSize`. */
  readonly labelSize: number
  /** Labels are whole numbers below it. */
  readonly classes: number
  /** Part of a hidden layer that is dropped while training; nothing if it is left out. */
  readonly dropout?: number
  readonly parameters: readonly ParameterSpec[]
  /** Emits the forward pass. */
  forward(graph: Graph, batch: Forward): Outputs
}

/** Weight and bias of a dense layer; without a bound the weight starts as it suits a rectifier. */
export function denseSpecs(
  inputs: number,
  outputs: number,
  bound?: number,
): readonly ParameterSpec[] {
  const start = bound === undefined ? { fanIn: inputs } : { bound }
  return [{ shape: [inputs, outputs], isDense: true, ...start }, { shape: [outputs] }]
}

/** Hands out parameters in order. */
export type Take = {
  one(): Tensor
  two(): [Tensor, Tensor]
}

/** Hands out a model's parameters in the order in which it declares them. */
export function takeInOrder(parameters: readonly Tensor[]): Take {
  let next = 0
  // A model takes as many as it declares: whoever runs its programs once sees it.
  const one = () => parameters[next++] as Tensor
  return { one, two: () => [one(), one()] }
}
