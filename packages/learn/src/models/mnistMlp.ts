import { dense } from '../graph/dense.ts'
import { relu } from '../graph/relu.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Architecture } from './architecture.ts'

const pixels = 28 * 28
const hidden = 48
const classes = 10

/** Digits by one hidden layer of 48: 38,170 parameters. */
export const mnistMlp: Architecture = {
  inputSize: pixels,
  classes,
  parameters: [
    { shape: [pixels, hidden], fanIn: pixels },
    { shape: [hidden] },
    { shape: [hidden, classes], fanIn: hidden },
    { shape: [classes] },
  ],
  logits(graph, x, parameters) {
    const [w1, b1, w2, b2] = parameters as [Tensor, Tensor, Tensor, Tensor]
    return dense(graph, relu(graph, dense(graph, x, w1, b1)), w2, b2)
  },
}
