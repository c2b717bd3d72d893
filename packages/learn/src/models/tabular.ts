import { crossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import type { Graph } from '../graph/graph.ts'
import { relu } from '../graph/relu.ts'
import type { Tensor } from '../graph/tensor.ts'
import {
  type Architecture,
  denseSpecs,
  type Forward,
  type ParameterSpec,
  takeInOrder,
} from './architecture.ts'
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

/** Parameters of dense layers from `features` to `outputs` numbers. */
export function layersOf(
  { features, hidden, layers }: Omit<TabularSizes, 'classes'>,
  outputs: number,
): readonly ParameterSpec[] {
  const widths = [features, ...new Array<number>(layers).fill(hidden)]
  return widths.flatMap((width, i) => denseSpecs(width, widths[i + 1] ?? outputs))
}

/** What those layers make of a batch, with rectifiers between them: `[n, outputs]`. */
export function throughLayers(
  graph: Graph,
  { x, parameters, drop }: Omit<Forward, 'y'>,
  layers: number,
): Tensor {
  const take = takeInOrder(parameters)
  let rows = x
  for (let i = 0; i < layers; i++) rows = drop(relu(graph, dense(graph, rows, ...take.two())))
  return dense(graph, rows, ...take.two())
}

/** Rows of numbers by dense layers with rectifiers between them. */
export function createTabular(sizes: TabularSizes): Architecture {
  const { features, classes, layers, dropout } = sizes
  return {
    inputSize: features,
    inputType: 'float32',
    labelSize: 1,
    classes,
    parameters: layersOf(sizes, classes),
    ...dropoutOf(dropout),
    forward(graph, batch) {
      const logits = throughLayers(graph, batch, layers)
      return { logits, losses: crossEntropy(graph, logits, batch.y) }
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
