import type { Graph } from './graph.ts'
import { sliced } from './shaping.ts'
import type { Tensor } from './tensor.ts'

const decay1 = 0.9
const decay2 = 0.999
const epsilon = 1e-8

/** What Adam carries from step to step; all zero before the first. */
export type AdamState = {
  /** First moment, one element per parameter. */
  readonly m: Tensor
  /** Second moment, one element per parameter. */
  readonly v: Tensor
  /** Bias corrections `1 − β₁ᵗ` and `1 − β₂ᵗ`, shape `[2]`. */
  readonly u: Tensor
}

/**
 * One step of Adam as plain operators.
 *
 * The bias corrections are carried as state, `u' = β u + (1 − β)`, so a step needs no power, no
 * step count from outside and no knowledge of β in the engine.
 *
 * @param rate - learning rate, a scalar
 * @returns the new parameters and state
 *
 * Source: Kingma and Ba 2015, algorithm 1.
 */
export function adam(
  graph: Graph,
  parameters: Tensor,
  gradient: Tensor,
  state: AdamState,
  rate: Tensor,
): { parameters: Tensor; state: AdamState } {
  const scalar = (value: number) => graph.constant([value], [])
  const emit = (operator: string, a: Tensor, b: Tensor) => graph.emit(operator, [a, b], a.shape)
  const blend = (old: Tensor, fresh: Tensor, decay: number) =>
    emit('Add', emit('Mul', old, scalar(decay)), emit('Mul', fresh, scalar(1 - decay)))

  const m = blend(state.m, gradient, decay1)
  const v = blend(state.v, emit('Mul', gradient, gradient), decay2)
  const decays = graph.constant([decay1, decay2], [2])
  const rests = graph.constant([1 - decay1, 1 - decay2], [2])
  const u = emit('Add', emit('Mul', state.u, decays), rests)

  const mean = emit('Div', m, sliced(graph, u, [0], [0], [1]))
  const square = emit('Div', v, sliced(graph, u, [0], [1], [2]))
  const root = emit('Add', graph.emit('Sqrt', [square], square.shape), scalar(epsilon))
  const change = emit('Mul', emit('Div', mean, root), rate)
  return { parameters: emit('Sub', parameters, change), state: { m, v, u } }
}
