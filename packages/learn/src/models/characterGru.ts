import { tokenCrossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import { embedding } from '../graph/embedding.ts'
import type { Graph } from '../graph/graph.ts'
import { type GruParameters, gruCell } from '../graph/gruCell.ts'
import { indices, reshape, sliced, stack } from '../graph/shaping.ts'
import { axisOf, type Tensor } from '../graph/tensor.ts'
import { type Architecture, denseSpecs, takeInOrder } from './architecture.ts'
import { defineFamily, dropoutOf, dropoutSize, type Family } from './family.ts'

type Sizes = {
  readonly context: number
  readonly vocabulary: number
  /** Width of a character. */
  readonly width: number
  /** Width of the state. */
  readonly hidden: number
  readonly dropout: number
}

/** The state after each character, `[n, t, hidden]`. */
function unroll(
  graph: Graph,
  x: Tensor,
  table: Tensor,
  parameters: GruParameters,
  { width, hidden }: Sizes,
): Tensor {
  const count = axisOf(x, 0)
  const shape = [count, hidden]
  let state = graph.emit('Expand', [graph.constant([0], []), indices(graph, shape)], shape)
  const states = Array.from({ length: axisOf(x, 1) }, (_, place) => {
    const tokens = sliced(graph, x, [1], [place], [place + 1])
    const row = reshape(graph, embedding(graph, tokens, table), [count, width])
    state = gruCell(graph, row, state, parameters)
    return state
  })
  return stack(graph, states, 1)
}

function createCharacterGru(sizes: Sizes): Architecture {
  const { context, vocabulary, width, hidden, dropout } = sizes
  // As PyTorch starts them: the gates begin half open, and a state changes slowly.
  const bound = 1 / Math.sqrt(hidden)
  return {
    inputSize: context,
    inputType: 'int32',
    labelSize: context,
    classes: vocabulary,
    ...dropoutOf(dropout),
    parameters: [
      { shape: [vocabulary, width], bound: 1 },
      ...denseSpecs(width, 3 * hidden, bound),
      ...denseSpecs(hidden, 3 * hidden, bound),
      ...denseSpecs(hidden, vocabulary),
    ],
    forward(graph, { x, y, parameters, drop }) {
      const take = takeInOrder(parameters)
      const table = take.one()
      const cell = { input: take.two(), state: take.two() }
      const states = drop(unroll(graph, x, table, cell, sizes))
      const logits = dense(graph, states, ...take.two())
      return { logits, losses: tokenCrossEntropy(graph, logits, y) }
    },
  }
}

/**
 * The next character of a text, by a gated recurrent unit that is written out for every character
 * and begins each example without a memory.
 *
 * Source: Cho et al. 2014; the federated task is that of McMahan et al. 2017, §3.
 */
export const characterGru: Family = defineFamily({
  sizes: {
    context: { least: 2, greatest: 256, usual: 32 },
    vocabulary: { least: 2, greatest: 65_536, usual: 96 },
    width: { least: 1, greatest: 1_024, usual: 16 },
    hidden: { least: 1, greatest: 1_024, usual: 96 },
    dropout: dropoutSize,
  },
  create: createCharacterGru,
})
