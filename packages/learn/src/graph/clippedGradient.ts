import { VainError } from '@vain/base'
import { requireFound, walkBack } from './differentiate.ts'
import { joinShares } from './exampleSums.ts'
import type { Backward, ExampleShares, Graph } from './graph.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** What clipping each example for itself yields. */
export type ClippedGradient = {
  /** `Σ weight · own gradient · min(1, limit / ‖own gradient‖₂)`: one tensor per parameter. */
  readonly sums: readonly Tensor[]
  /** Examples whose gradient was longer than the limit, `[n]`, `bool`. */
  readonly isLonger: Tensor
}

function refuse(reason: string, context: object): never {
  throw new VainError('learn/no-per-sample-gradient', reason, context)
}

/** What the examples share in the gradient of each parameter. */
function findShares(
  graph: Graph,
  losses: Tensor,
  parameters: readonly Tensor[],
): readonly ExampleShares[] {
  const count = axisOf(losses, 0)
  const found = new Map<Tensor, ExampleShares>()
  function flow({ of, gradient, examples }: Backward, outer: Tensor): Tensor | undefined {
    const context = { tensor: of.name }
    if (!parameters.includes(of))
      return examples ? refuse('examples share what is no parameter', context) : gradient(outer)
    const shares = examples?.(outer) ?? refuse('a parameter is used in another way', context)
    if (axisOf(shares.squares, 0) !== count) refuse('rows are not one per example', context)
    const others = found.get(of)
    found.set(of, others === undefined ? shares : joinShares(graph, others, shares))
    return undefined
  }
  const ones = graph.constant(new Array<number>(count).fill(1), [count])
  walkBack(graph, losses, ones, parameters, flow)
  return parameters.map((parameter) => requireFound(found.get(parameter), parameter))
}

/**
 * Emits the sum of the examples' own gradients, each scaled down to a greatest norm.
 *
 * One pass back. It stops at the parameters: there the examples' shares are still apart, so that
 * their norms over all parameters can be taken first, and each share is then weighed as it is summed
 * (Bu et al. 2023, after Li et al. 2022). A gradient that overflows in its square counts as 0.
 *
 * Every operator between parameters and losses must keep row `r` to example `r`; parameters must be
 * used where all examples have them in common: by dense layers, convolutions and embeddings, or
 * stretched over the axis of the examples.
 *
 * @param losses - `[n]`
 * @param weights - `[n]`; a row of weight 0 adds nothing
 * @param limit - scalar, positive
 * @throws {VainError} `learn/no-per-sample-gradient` if a parameter is used otherwise,
 *   `learn/no-gradient` if the losses do not depend on one
 */
export function clippedGradient(
  graph: Graph,
  losses: Tensor,
  parameters: readonly Tensor[],
  weights: Tensor,
  limit: Tensor,
): ClippedGradient {
  const { shape } = losses
  const shares = findShares(graph, losses, parameters)
  const square = shares
    .map(({ squares }) => squares)
    .reduce((sum, squares) => graph.emit('Add', [sum, squares], shape))
  const norms = graph.emit('Sqrt', [square], shape)
  const isLonger = graph.emit('GreaterOrEqual', [norms, limit], shape, { type: 'bool' })
  const ratios = graph.emit('Div', [limit, norms], shape)
  // Chosen, not the lesser of the two: a norm of 0 makes the ratio infinite.
  const scales = graph.emit('Where', [isLonger, ratios, graph.constant([1], [])], shape)
  const factors = graph.emit('Mul', [scales, weights], shape)
  return { sums: shares.map(({ sum }) => sum(factors)), isLonger }
}
