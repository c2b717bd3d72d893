import type { Graph } from '../graph/graph.ts'
import type { Shape, Tensor } from '../graph/tensor.ts'

/** One parameter tensor of a model. */
export type ParameterSpec = {
  readonly shape: Shape
  /** Inputs that each output sums over; absent for a bias, which starts at zero. */
  readonly fanIn?: number
}

/** A classifier: its parameters, in the order of the flat vector, and how logits come of them. */
export type Architecture = {
  /** Numbers per example. */
  readonly inputSize: number
  readonly classes: number
  readonly parameters: readonly ParameterSpec[]
  /**
   * Emits the forward pass.
   *
   * @param x - `[n, inputSize]`
   * @param parameters - one tensor for each of `parameters`
   * @returns `[n, classes]`
   */
  logits(graph: Graph, x: Tensor, parameters: readonly Tensor[]): Tensor
}
