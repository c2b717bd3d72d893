import { VainError } from '@vain/base'
import { attention } from '../graph/attention.ts'
import { tokenCrossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import { add } from '../graph/elementwise.ts'
import { embedding } from '../graph/embedding.ts'
import { gelu } from '../graph/gelu.ts'
import type { Graph } from '../graph/graph.ts'
import { layerNorm } from '../graph/layerNorm.ts'
import type { Tensor } from '../graph/tensor.ts'
import {
  type Architecture,
  denseSpecs,
  type Forward,
  type ParameterSpec,
  type Take,
  takeInOrder,
} from './architecture.ts'
import { defineFamily, dropoutOf, dropoutSize, type Family } from './family.ts'

type Sizes = {
  readonly context: number
  readonly vocabulary: number
  readonly width: number
  readonly heads: number
  readonly layers: number
  readonly dropout: number
}

type Drop = Forward['drop']

/** Uniform with a standard deviation of 0.02. */
const usualBound = 0.02 * Math.sqrt(3)

function blockSpecs({ width, layers }: Sizes): readonly ParameterSpec[] {
  // What joins the residual stream is smaller, so that its variance does not grow with the depth.
  const joining = usualBound / Math.sqrt(2 * layers)
  const norm = [{ shape: [width], constant: 1 }, { shape: [width] }]
  const layer = (inputs: number, outputs: number, bound = usualBound) =>
    denseSpecs(inputs, outputs, bound)
  return [
    ...norm,
    ...[0, 1, 2].flatMap(() => layer(width, width)),
    ...layer(width, width, joining),
    ...norm,
    ...layer(width, 4 * width),
    ...layer(4 * width, width, joining),
  ]
}

function block(graph: Graph, x: Tensor, take: Take, drop: Drop, heads: number): Tensor {
  const looking = layerNorm(graph, x, ...take.two())
  const [query, key, value, output] = [take.two(), take.two(), take.two(), take.two()]
  const found = attention(graph, looking, { query, key, value, output }, heads)
  const seen = add(graph, x, drop(found))
  const thinking = layerNorm(graph, seen, ...take.two())
  const wide = gelu(graph, dense(graph, thinking, ...take.two()))
  return add(graph, seen, drop(dense(graph, wide, ...take.two())))
}

function createCharacterGpt(sizes: Sizes): Architecture {
  const { context, vocabulary, width, heads, layers } = sizes
  if (width % heads !== 0)
    throw new VainError(
      'learn/bad-model-size',
      `${heads} heads do not divide a width of ${width}`,
      {
        width,
        heads,
      },
    )
  const blocks = Array.from({ length: layers })
  return {
    inputSize: context,
    inputType: 'int32',
    labelSize: context,
    classes: vocabulary,
    parameters: [
      { shape: [vocabulary, width], bound: usualBound },
      { shape: [context, width], bound: usualBound },
      ...blocks.flatMap(() => blockSpecs(sizes)),
      { shape: [width], constant: 1 },
      { shape: [width] },
      ...denseSpecs(width, vocabulary, usualBound),
    ],
    ...dropoutOf(sizes.dropout),
    forward(graph, { x, y, parameters, drop }) {
      const take = takeInOrder(parameters)
      const tokens = embedding(graph, x, take.one())
      const placed = drop(add(graph, tokens, take.one()))
      const stream = blocks.reduce<Tensor>((rows) => block(graph, rows, take, drop, heads), placed)
      const last = layerNorm(graph, stream, ...take.two())
      const logits = dense(graph, last, ...take.two())
      return { logits, losses: tokenCrossEntropy(graph, logits, y) }
    },
  }
}

/**
 * The next character of a text, by a transformer that looks at those before it.
 *
 * Source: GPT-2 (Radford et al. 2019, §2.3), with an output layer of its own.
 */
export const characterGpt: Family = defineFamily({
  sizes: {
    context: { least: 2, greatest: 1_024, usual: 64 },
    vocabulary: { least: 2, greatest: 65_536, usual: 96 },
    width: { least: 4, greatest: 1_024, usual: 64 },
    heads: { least: 1, greatest: 16, usual: 4 },
    layers: { least: 1, greatest: 24, usual: 2 },
    dropout: dropoutSize,
  },
  create: createCharacterGpt,
})
