import { convolution } from '../graph/convolution.ts'
import { dense } from '../graph/dense.ts'
import type { Graph } from '../graph/graph.ts'
import { maxPool } from '../graph/maxPool.ts'
import { relu } from '../graph/relu.ts'
import { reshape, transpose } from '../graph/shaping.ts'
import { axisOf, type Tensor } from '../graph/tensor.ts'
import type { Architecture } from './architecture.ts'

const side = 28
const width = 5
const filters = [6, 16] as const
/** 28 → 24 → 12 → 8 → 4: what two convolutions and two poolings leave of an image's side. */
const flat = 4 * 4 * filters[1]
const hidden = 120
const classes = 10

function convolve(graph: Graph, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  // Pooling first: the greatest of four keeps its place under relu, and relu then sees a quarter.
  return relu(graph, maxPool(graph, convolution(graph, x, weight, bias, width)))
}

/**
 * Digits by two 5 × 5 convolutions of 6 and 16 filters and a hidden layer of 120: 34,622 parameters.
 *
 * Source: LeNet-5 (LeCun et al. 1998) without padding, with max pooling, relu and one dense layer
 * fewer.
 */
export const mnistCnn: Architecture = {
  inputSize: side * side,
  classes,
  parameters: [
    { shape: [filters[0], width * width], fanIn: width * width },
    { shape: [filters[0]] },
    { shape: [filters[1], width * width * filters[0]], fanIn: width * width * filters[0] },
    { shape: [filters[1]] },
    { shape: [flat, hidden], fanIn: flat },
    { shape: [hidden] },
    { shape: [hidden, classes], fanIn: hidden },
    { shape: [classes] },
  ],
  logits(graph, x, parameters) {
    const [k1, c1, k2, c2, w1, b1, w2, b2] = parameters as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    const count = axisOf(x, 0)
    const image = reshape(graph, x, [1, count, side, side])
    const maps = convolve(graph, convolve(graph, image, k1, c1), k2, c2)
    const rows = reshape(graph, transpose(graph, maps, [1, 0, 2, 3]), [count, flat])
    return dense(graph, relu(graph, dense(graph, rows, w1, b1)), w2, b2)
  },
}
