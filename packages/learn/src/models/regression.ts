import { targetLevels, targetShare } from '../data/target.ts'
import { combined, scalar } from '../graph/elementwise.ts'
import type { Graph } from '../graph/graph.ts'
import { reshape } from '../graph/shaping.ts'
import { squaredError } from '../graph/squaredError.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Architecture } from './architecture.ts'
import { defineFamily, dropoutOf, dropoutSize, type Family } from './family.ts'
import { layersOf, throughLayers } from './tabular.ts'

type Sizes = {
  readonly features: number
  /** Width of each hidden layer. */
  readonly hidden: number
  readonly layers: number
  readonly dropout: number
  /** Percent of the target's range by which an answer that counts as right may be off. */
  readonly tolerance: number
}

/** Targets as numbers −1 … 1; whole numbers up to 2²⁴ are exact on the way. */
function targetsOf(graph: Graph, y: Tensor): Tensor {
  const whole = graph.emit('Cast', [y], y.shape, { attributes: { to: 1 } })
  const parts = combined(graph, 'Mul', whole, scalar(graph, targetShare))
  return combined(graph, 'Sub', parts, scalar(graph, 1))
}

/** 1 where a squared error is within the tolerance. */
function areClose(graph: Graph, squares: Tensor, tolerance: number): Tensor {
  // The range is 2 wide.
  const most = scalar(graph, (tolerance / 50) ** 2)
  const isClose = graph.emit('GreaterOrEqual', [most, squares], squares.shape, { type: 'bool' })
  return graph.emit('Cast', [isClose], squares.shape, { attributes: { to: 1 } })
}

function createRegression(sizes: Sizes): Architecture {
  const { features, layers, dropout, tolerance } = sizes
  return {
    inputSize: features,
    inputType: 'float32',
    labelSize: 1,
    classes: targetLevels,
    parameters: layersOf(sizes, 1),
    ...dropoutOf(dropout),
    forward(graph, batch) {
      const { shape } = batch.y
      const answers = reshape(graph, throughLayers(graph, batch, layers), shape)
      const losses = squaredError(graph, answers, targetsOf(graph, batch.y))
      return { losses, right: () => areClose(graph, losses, tolerance) }
    },
  }
}

/**
 * Rows of a table, each with a number to be told: least squares by dense layers.
 *
 * A target is a label `0 … 2²⁴`, from the least of its range to the greatest. The loss is the mean
 * squared error in half ranges; right is an answer that is off by at most `tolerance` percent of the
 * range.
 */
export const regression: Family = defineFamily({
  sizes: {
    features: { least: 1, greatest: 65_536 },
    hidden: { least: 1, greatest: 4_096, usual: 64 },
    layers: { least: 0, greatest: 16, usual: 2 },
    dropout: dropoutSize,
    tolerance: { least: 1, greatest: 50, usual: 5 },
  },
  create: createRegression,
})
