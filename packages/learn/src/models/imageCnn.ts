import { VainError } from '@vain/base'
import { averagePool } from '../graph/averagePool.ts'
import { convolution } from '../graph/convolution.ts'
import { crossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import type { Graph } from '../graph/graph.ts'
import { maxPool } from '../graph/maxPool.ts'
import { relu } from '../graph/relu.ts'
import { reshape, transpose } from '../graph/shaping.ts'
import { axisOf, type Tensor } from '../graph/tensor.ts'
import { type Architecture, denseSpecs, takeInOrder } from './architecture.ts'
import { defineFamily, type Family } from './family.ts'

/** Sizes of a network of two convolutions. */
export type ImageSizes = {
  /** Rows and columns of an image, a multiple of 4. */
  readonly side: number
  readonly channels: number
  readonly classes: number
  /** Filters of the first convolution and of the second. */
  readonly filters: number
  readonly moreFilters: number
  /** Width of the hidden layer. */
  readonly hidden: number
  /** 1 to pool squares by their mean, 0 by the greatest of them. */
  readonly averaging: number
}

const width = 5

type Pool = (graph: Graph, x: Tensor) => Tensor

// Pooling first: the greatest of four keeps its place under relu, and relu then sees a quarter.
const poolGreatest: Pool = (graph, x) => relu(graph, maxPool(graph, x))
const poolMean: Pool = (graph, x) => averagePool(graph, relu(graph, x))

function convolutionSpecs(channels: number, filters: number) {
  const fanIn = width * width * channels
  return [{ shape: [filters, fanIn], fanIn }, { shape: [filters] }]
}

/** `[n, c · h · w]` to channels first, `[c, n, h, w]`. */
function toChannels(graph: Graph, x: Tensor, channels: number, side: number): Tensor {
  const count = axisOf(x, 0)
  if (channels === 1) return reshape(graph, x, [1, count, side, side])
  return transpose(graph, reshape(graph, x, [count, channels, side, side]), [1, 0, 2, 3])
}

/** Square images by two convolutions, each with pooling, and a hidden layer. */
export function createImageCnn(sizes: ImageSizes): Architecture {
  const { side, channels, classes, filters, moreFilters, hidden } = sizes
  if (side % 4 !== 0)
    throw new VainError(
      'learn/bad-model-size',
      `the side of an image, ${side}, is no multiple of 4`,
      { side },
    )
  const pool = sizes.averaging === 1 ? poolMean : poolGreatest
  /** 28 → 24 → 12 → 8 → 4: what two convolutions and two poolings leave of an image's side. */
  const left = ((side - 4) / 2 - 4) / 2
  const flat = left * left * moreFilters
  return {
    inputSize: channels * side * side,
    inputType: 'float32',
    labelSize: 1,
    classes,
    parameters: [
      ...convolutionSpecs(channels, filters),
      ...convolutionSpecs(filters, moreFilters),
      ...denseSpecs(flat, hidden),
      ...denseSpecs(hidden, classes),
    ],
    forward(graph, { x, y, parameters }) {
      const take = takeInOrder(parameters)
      const count = axisOf(x, 0)
      const image = toChannels(graph, x, channels, side)
      const convolve = (maps: Tensor) => pool(graph, convolution(graph, maps, ...take.two(), width))
      const maps = convolve(convolve(image))
      const rows = reshape(graph, transpose(graph, maps, [1, 0, 2, 3]), [count, flat])
      const features = relu(graph, dense(graph, rows, ...take.two()))
      const logits = dense(graph, features, ...take.two())
      return { logits, losses: crossEntropy(graph, logits, y) }
    },
  }
}

/**
 * Square images of one class each, channel by channel and row by row.
 *
 * Source: LeNet-5 (LeCun et al. 1998) without padding, with relu, one dense layer fewer and, unless
 * `averaging` is 1, max pooling.
 */
export const imageCnn: Family = defineFamily({
  sizes: {
    side: { least: 16, greatest: 256 },
    channels: { least: 1, greatest: 4, usual: 1 },
    classes: { least: 2, greatest: 4_096 },
    filters: { least: 1, greatest: 256, usual: 6 },
    moreFilters: { least: 1, greatest: 256, usual: 16 },
    hidden: { least: 1, greatest: 4_096, usual: 120 },
    averaging: { least: 0, greatest: 1, usual: 0 },
  },
  create: createImageCnn,
})
