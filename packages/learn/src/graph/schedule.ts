import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

/** How the learning rate changes from step to step. */
export type Schedule = {
  /** Steps over which it rises linearly to its full height, at least 1. */
  readonly warmUpSteps: number
  /** Step by which it has fallen to its least, above `warmUpSteps`; there it stays. */
  readonly steps: number
}

/** What remains of the rate in the end. */
const least = 0.1

/**
 * Part of the full learning rate in a step: a linear warm-up, then half a cosine down to a tenth.
 *
 * @param step - steps done before this one, of any shape; whole numbers below 2²⁴
 * @returns numbers in 0 … 1 of the same shape
 *
 * Source: Loshchilov and Hutter 2017, equation 5, without restarts; warm-up of Goyal et al. 2017.
 */
export function scheduleOf(graph: Graph, step: Tensor, { warmUpSteps, steps }: Schedule): Tensor {
  const constant = (value: number) => scalar(graph, value)
  const atMostOne = (x: Tensor) => {
    const isLess = graph.emit('Less', [x, constant(1)], x.shape, { type: 'bool' })
    return graph.emit('Where', [isLess, x, constant(1)], x.shape)
  }
  const plus = (x: Tensor, value: number) => combined(graph, 'Add', x, constant(value))
  const times = (x: Tensor, value: number) => combined(graph, 'Mul', x, constant(value))
  const rise = atMostOne(times(plus(step, 1), 1 / warmUpSteps))
  const late = graph.emit('Relu', [plus(step, -warmUpSteps)], step.shape)
  const way = atMostOne(times(late, 1 / (steps - warmUpSteps)))
  const wave = graph.emit('Cos', [times(way, Math.PI)], step.shape)
  return combined(graph, 'Mul', rise, plus(times(wave, (1 - least) / 2), (1 + least) / 2))
}
