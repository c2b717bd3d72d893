import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

const reach = 0.2

/**
 * The clipped objective of proximal policy optimisation,
 * `min(ratio · a, clip(ratio, 0.8, 1.2) · a)`, element by element.
 *
 * @param ratio - how much likelier an action has become, `[n]`
 * @param advantage - `[n]`; carries no gradient
 *
 * Source: Schulman et al. 2017, equation 7.
 */
export function clippedSurrogate(graph: Graph, ratio: Tensor, advantage: Tensor): Tensor {
  const { shape } = ratio
  const choose = (condition: Tensor, a: Tensor, b: Tensor) =>
    graph.emit('Where', [condition, a, b], shape)
  const isLess = (a: Tensor, b: Tensor) => graph.emit('Less', [a, b], shape, { type: 'bool' })
  const [least, greatest] = [1 - reach, 1 + reach].map((value) => scalar(graph, value)) as [
    Tensor,
    Tensor,
  ]
  const raised = choose(isLess(ratio, least), least, ratio)
  const clipped = choose(isLess(greatest, raised), greatest, raised)
  const [free, held] = [ratio, clipped].map((each) => combined(graph, 'Mul', each, advantage)) as [
    Tensor,
    Tensor,
  ]
  const isHeld = isLess(held, free)
  return graph.record(choose(isHeld, held, free), [
    {
      of: ratio,
      gradient: (gradient) =>
        choose(isHeld, scalar(graph, 0), combined(graph, 'Mul', gradient, advantage)),
    },
  ])
}
