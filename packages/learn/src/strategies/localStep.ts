import type { Graph } from '../graph/graph.ts'
import type { Tensor } from '../graph/tensor.ts'

/** What is fixed in the local steps of a run. */
export type LocalTerms = {
  /** ρ of stochastic gradient descent with momentum, `0 <= momentum < 1`. */
  readonly momentum: number
  /** μ: how strongly a member is held to the model that it began with; 0 for not at all. */
  readonly proximal: number
}

/** What the local steps carry, each of the parameters' shape and zero before the first one. */
type LocalState = {
  /** Momentum. */
  readonly b: Tensor
  /** Distance from the model that training began with. */
  readonly o: Tensor
  /** Added to every gradient, the same in every step: how a strategy steers a member. */
  readonly h: Tensor
}

/**
 * One step of stochastic gradient descent with momentum, a proximal term and a steering term:
 *
 *     b' = ρ·b + g + μ·(x − x₀) + h,    x' = x − η·b'
 *
 * The distance `x − x₀` is carried, so that the program needs no copy of the first model: an engine
 * that begins with zeros trains by FedProx, and one that is given `h` by SCAFFOLD.
 *
 * @param rate - η, a scalar
 *
 * Source: momentum as in Sutskever et al. 2013, undampened; Li et al. 2020 (FedProx), algorithm 2;
 * Karimireddy et al. 2020 (SCAFFOLD), equation 3.
 */
export function localStep(
  graph: Graph,
  parameters: Tensor,
  gradient: Tensor,
  state: LocalState,
  rate: Tensor,
  { momentum, proximal }: LocalTerms,
): { readonly parameters: Tensor; readonly state: LocalState } {
  const scalar = (value: number): Tensor => graph.constant([value], [])
  const emit = (operator: string, a: Tensor, b: Tensor) => graph.emit(operator, [a, b], a.shape)
  const held = emit('Mul', state.o, scalar(proximal))
  const steered = emit('Add', emit('Add', gradient, held), state.h)
  const b = emit('Add', emit('Mul', state.b, scalar(momentum)), steered)
  const change = emit('Mul', b, rate)
  return {
    parameters: emit('Sub', parameters, change),
    state: { b, o: emit('Sub', state.o, change), h: state.h },
  }
}
