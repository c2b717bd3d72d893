import { crossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import { relu } from '../graph/relu.ts'
import { type Architecture, denseSpecs, takeInOrder } from './architecture.ts'
import { defineFamily, dropoutOf, dropoutSize, type Family } from './family.ts'

/** Sizes of a network of dense layers. */
export type TabularSizes = {
  readonly features: number
  readonly classes: number
  /** Width of each hidden layer. */
  readonly hidden: number
  /** Hidden layers. */
  readonly layers: number
  /** Percent of each hidden layer that is dropped while training. */
  readonly dropout: number
}

/** Rows of numbers by dense layers with rectifiers between them. */
export function createTabular(sizes: TabularSizes): Architecture {
  const { features, classes, hidden, layers, dropout } = sizes
  const widths = [features, ...new Array<number>(layers).fill(hidden)]
  return {
    inputSize: features,
    inputType: 'float32',
    labelSize: 1,
    classes,
    parameters: widths.flatMap((width, i) => denseSpecs(width, widths[i + 1] ?? classes)),
    ...dropoutOf(dropout),
    forward(graph, { x, y, parameters, drop }) {
      const take = takeInOrder(parameters)
      let rows = x
      for (let i = 0; i < layers; i++) rows = drop(relu(graph, dense(graph, rows, ...take.two())))
      const logits = dense(graph, rows, ...take.two())
      return { logits, losses: crossEntropy(graph, logits, y) }
    },
  }
}

/** Rows of a table, each of one class. */
export const tabular: Family = defineFamily({
  sizes: {
    features: { least: 1, greatest: 65_536 },
    classes: { least: 2, greatest: 65_536 },
    hidden: { least: 1, greatest: 4_096, usual: 64 },
    layers: { least: 0, greatest: 16, usual: 2 },
    dropout: dropoutSize,
  },
  create: createTabular,
})
