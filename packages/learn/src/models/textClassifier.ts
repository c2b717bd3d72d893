import { crossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import { combined, multiply, scalar } from '../graph/elementwise.ts'
import { embedding } from '../graph/embedding.ts'
import type { Graph } from '../graph/graph.ts'
import { mean } from '../graph/mean.ts'
import { reduced, reshaped } from '../graph/shaping.ts'
import { axisOf, type Tensor } from '../graph/tensor.ts'
import { type Architecture, denseSpecs, takeInOrder } from './architecture.ts'
import { defineFamily, dropoutOf, dropoutSize, type Family } from './family.ts'

type Sizes = {
  readonly context: number
  readonly vocabulary: number
  readonly classes: number
  readonly width: number
  readonly dropout: number
}

/**
 * What each token counts in the mean over the places: `places / tokens`, and 0 where token 0 only
 * fills a short text. A text of nothing else counts 0 throughout. `[n, t, 1]`
 */
function sharesOf(graph: Graph, tokens: Tensor): Tensor {
  const [count, places] = [axisOf(tokens, 0), axisOf(tokens, 1)]
  const filling = graph.constant([0], [], 'int32')
  const isToken = graph.emit('Less', [filling, tokens], tokens.shape, { type: 'bool' })
  const ones = graph.emit('Cast', [isToken], tokens.shape, { attributes: { to: 1 } })
  const total = reduced(graph, 'ReduceSum', ones, [1], 'keep')
  const one = scalar(graph, 1)
  const isEmpty = graph.emit('Less', [total, one], total.shape, { type: 'bool' })
  const safe = graph.emit('Where', [isEmpty, one, total], total.shape)
  const scale = combined(graph, 'Div', scalar(graph, places), safe)
  return reshaped(graph, combined(graph, 'Mul', ones, scale), [count, places, 1])
}

function createTextClassifier(sizes: Sizes): Architecture {
  const { context, vocabulary, classes, width, dropout } = sizes
  return {
    inputSize: context,
    inputType: 'int32',
    labelSize: 1,
    classes,
    ...dropoutOf(dropout),
    parameters: [{ shape: [vocabulary, width], bound: 1 }, ...denseSpecs(width, classes)],
    forward(graph, { x, y, parameters, drop }) {
      const take = takeInOrder(parameters)
      const rows = multiply(graph, embedding(graph, x, take.one()), sharesOf(graph, x))
      const logits = dense(graph, drop(mean(graph, rows, 1)), ...take.two())
      return { logits, losses: crossEntropy(graph, logits, y) }
    },
  }
}

/**
 * Texts of one class each, by the mean of what their words stand for; token 0 fills short texts.
 *
 * Source: fastText (Joulin et al. 2017, §2) without n-grams.
 */
export const textClassifier: Family = defineFamily({
  sizes: {
    context: { least: 1, greatest: 4_096, usual: 64 },
    vocabulary: { least: 2, greatest: 65_536 },
    classes: { least: 2, greatest: 4_096 },
    width: { least: 1, greatest: 1_024, usual: 32 },
    dropout: dropoutSize,
  },
  create: createTextClassifier,
})
