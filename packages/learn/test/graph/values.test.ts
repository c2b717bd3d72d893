import { fromText } from '@vain/base'
import { expect } from 'chai'
import { averagePool } from '../../src/graph/averagePool.ts'
import { causalSoftmax } from '../../src/graph/causalSoftmax.ts'
import { clippedSurrogate } from '../../src/graph/clippedSurrogate.ts'
import { entropy } from '../../src/graph/entropy.ts'
import { createGraph, type Graph } from '../../src/graph/graph.ts'
import { gruCell } from '../../src/graph/gruCell.ts'
import type { Shape, Tensor } from '../../src/graph/tensor.ts'
import { createModel } from '../../src/models/createModel.ts'
import { loadGraph } from '../runGraph.ts'

/** What a graph makes of constants. */
async function valuesOf(build: (graph: Graph) => Tensor): Promise<number[]> {
  const graph = createGraph()
  graph.output('y', build(graph))
  const runner = await loadGraph(graph.encode())
  const { y } = await runner.run({})
  await runner.release()
  return y as number[]
}

const near = (found: readonly number[], expected: readonly number[]): void => {
  expect(found).to.have.length(expected.length)
  found.forEach((value, i) => {
    expect(value, `element ${i}`).to.be.closeTo(expected[i] as number, 1e-6)
  })
}

describe('values of layers', () => {
  it('default: a place looks at itself and at those before it', async () => {
    const scores = [5, 9, 9, 1, 1, 9, 0, Math.log(2), 0]
    near(
      await valuesOf((graph) => causalSoftmax(graph, graph.constant(scores, [1, 3, 3]))),
      [1, 0, 0, 0.5, 0.5, 0, 0.25, 0.5, 0.25],
    )
  })

  it('default: pooling takes the mean of each square', async () => {
    const image = [1, 2, 3, 4, 5, 6, 7, 9]
    near(
      await valuesOf((graph) => averagePool(graph, graph.constant(image, [1, 1, 2, 4]))),
      [3.5, 5.75],
    )
  })

  it('default: a ratio beyond its reach earns nothing more, and loses all that it costs', async () => {
    const [ratios, advantages] = [
      [0.5, 1.1, 1.5, 0.5, 1.1, 1.5],
      [2, 2, 2, -2, -2, -2],
    ]
    near(
      await valuesOf((graph) =>
        clippedSurrogate(graph, graph.constant(ratios, [6]), graph.constant(advantages, [6])),
      ),
      [1, 2.2, 2.4, -1.6, -2.2, -3],
    )
  })

  it('default: the entropy of a fair choice is its logarithm, and of a sure one 0', async () => {
    const logits = [7, 7, 7, 7, 90, 0, 0, 0]
    near(await valuesOf((graph) => entropy(graph, graph.constant(logits, [2, 4]))), [
      Math.log(4),
      0,
    ])
  })

  it('default: a gated recurrent unit computes its formula', async () => {
    const [x, h] = [[0.5, -1], [0.25]]
    const [w, b] = [
      [0.1, 0.2, 0.3, -0.4, 0.5, 0.6],
      [0.7, -0.8, 0.9],
    ]
    const [u, c] = [
      [1, -1.1, 1.2],
      [0.05, 0.15, -0.25],
    ]
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
    const seen = [0, 1, 2].map(
      (i) => 0.5 * (w[i] as number) - (w[3 + i] as number) + (b[i] as number),
    )
    const kept = [0, 1, 2].map((i) => 0.25 * (u[i] as number) + (c[i] as number))
    const at = (values: readonly number[], i: number) => values[i] as number
    const [r, z] = [sigmoid(at(seen, 0) + at(kept, 0)), sigmoid(at(seen, 1) + at(kept, 1))]
    const candidate = Math.tanh(at(seen, 2) + r * at(kept, 2))
    near(
      await valuesOf((graph) => {
        const constant = (values: readonly number[], shape: Shape) => graph.constant(values, shape)
        return gruCell(graph, constant(x, [1, 2]), constant(h, [1, 1]), {
          input: [constant(w, [2, 3]), constant(b, [3])],
          state: [constant(u, [1, 3]), constant(c, [3])],
        })
      }),
      [(1 - z) * candidate + z * 0.25],
    )
  })

  it('behavior: what fills a short text counts for nothing, and a text of nothing is taken', async () => {
    const lossOf = async (context: number, tokens: readonly number[]) => {
      const name = `text-classifier:context=${context},vocabulary=9,classes=2,width=4`
      const model = createModel(name, { evaluateBatchSize: 1 })
      const runner = await loadGraph(model.evaluate)
      const p = Array.from(model.initialise(fromText('text')))
      const { loss } = await runner.run({ x: tokens, y: [1], weight: [1], p })
      await runner.release()
      return loss?.[0] as number
    }
    const loss = await lossOf(3, [4, 7, 2])
    expect(await lossOf(6, [4, 0, 7, 2, 0, 0])).to.be.closeTo(loss, 1e-6)
    expect(await lossOf(6, [4, 7, 2, 4, 7, 2])).to.be.closeTo(loss, 1e-6)
    expect(await lossOf(3, [4, 7, 3])).not.to.be.closeTo(loss, 1e-4)
    expect(await lossOf(3, [0, 0, 0])).to.be.closeTo(Math.log(2), 1e-6)
  })
})
