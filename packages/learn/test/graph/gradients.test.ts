import { readdirSync, readFileSync } from 'node:fs'
import { fromText } from '@vain/base'
import { expect } from 'chai'
import { attention } from '../../src/graph/attention.ts'
import { averagePool } from '../../src/graph/averagePool.ts'
import { causalSoftmax } from '../../src/graph/causalSoftmax.ts'
import { clippedSurrogate } from '../../src/graph/clippedSurrogate.ts'
import { convolution } from '../../src/graph/convolution.ts'
import { crossEntropy, tokenCrossEntropy } from '../../src/graph/crossEntropy.ts'
import { dense } from '../../src/graph/dense.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import { dropout } from '../../src/graph/dropout.ts'
import { add, multiply, subtract } from '../../src/graph/elementwise.ts'
import { embedding } from '../../src/graph/embedding.ts'
import { entropy } from '../../src/graph/entropy.ts'
import { exponential } from '../../src/graph/exponential.ts'
import { gelu } from '../../src/graph/gelu.ts'
import { createGraph, type Graph } from '../../src/graph/graph.ts'
import { type GruParameters, gruCell } from '../../src/graph/gruCell.ts'
import { layerNorm } from '../../src/graph/layerNorm.ts'
import { matrixProduct } from '../../src/graph/matrixProduct.ts'
import { maxPool } from '../../src/graph/maxPool.ts'
import { mean } from '../../src/graph/mean.ts'
import { cutParameters, joinParameters } from '../../src/graph/parameters.ts'
import { relu } from '../../src/graph/relu.ts'
import { reshape, slice, stack, transpose } from '../../src/graph/shaping.ts'
import { sigmoid } from '../../src/graph/sigmoid.ts'
import { squaredError } from '../../src/graph/squaredError.ts'
import { tanh } from '../../src/graph/tanh.ts'
import { type Shape, sizeOf, type Tensor } from '../../src/graph/tensor.ts'
import { unfold } from '../../src/graph/unfold.ts'
import { weightedMean } from '../../src/graph/weightedMean.ts'
import { createDraws, shuffle } from '../../src/random/draws.ts'
import { loadGraph } from '../runGraph.ts'

/** Half the width of a central difference; the values below stay four times as far from a kink. */
const step = 1 / 128

type Case = {
  name: string
  /** Shapes of the tensors that the operator is differentiated by. */
  shapes: readonly Shape[]
  build: (graph: Graph, parameters: readonly Tensor[]) => Tensor
}

const labels = (graph: Graph, values: readonly number[]): Tensor =>
  graph.constant(values, [values.length], 'int32')

const cases: readonly Case[] = [
  {
    name: 'dense',
    shapes: [[3, 4], [4, 2], [2]],
    build: (graph, [x, w, b]) => dense(graph, x as Tensor, w as Tensor, b as Tensor),
  },
  { name: 'relu', shapes: [[4, 5]], build: (graph, [x]) => relu(graph, x as Tensor) },
  {
    name: 'reshape and transpose',
    shapes: [[2, 3, 4]],
    build: (graph, [x]) => transpose(graph, reshape(graph, x as Tensor, [3, 2, 4]), [2, 0, 1]),
  },
  { name: 'unfold', shapes: [[2, 2, 5]], build: (graph, [x]) => unfold(graph, x as Tensor, 2, 3) },
  {
    name: 'convolution',
    shapes: [[2, 2, 5, 4], [3, 9 * 2], [3]],
    build: (graph, [x, w, b]) => convolution(graph, x as Tensor, w as Tensor, b as Tensor, 3),
  },
  {
    name: 'max pooling',
    shapes: [[2, 2, 4, 6]],
    build: (graph, [x]) => maxPool(graph, x as Tensor),
  },
  {
    name: 'average pooling',
    shapes: [[2, 2, 4, 6]],
    build: (graph, [x]) => averagePool(graph, x as Tensor),
  },
  {
    name: 'cross-entropy',
    shapes: [[4, 3]],
    build: (graph, [x]) => crossEntropy(graph, x as Tensor, labels(graph, [2, 0, 1, 1])),
  },
  {
    name: 'weighted mean',
    shapes: [[4]],
    build: (graph, [x]) => {
      const mean = weightedMean(graph, x as Tensor, graph.constant([1, 0, 2, 0.5], [4]))
      return reshape(graph, mean, [1])
    },
  },
  {
    name: 'dense with rows between',
    shapes: [[2, 3, 4], [4, 2], [2]],
    build: (graph, [x, w, b]) => dense(graph, x as Tensor, w as Tensor, b as Tensor),
  },
  ...[add, subtract, multiply].map(
    (operation): Case => ({
      name: `${operation.name} with both sides stretched`,
      shapes: [
        [2, 1, 3],
        [4, 1],
      ],
      build: (graph, [a, b]) => operation(graph, a as Tensor, b as Tensor),
    }),
  ),
  { name: 'gelu', shapes: [[8, 10]], build: (graph, [x]) => gelu(graph, x as Tensor) },
  {
    name: 'layer norm',
    shapes: [[2, 3, 4], [4], [4]],
    build: (graph, [x, g, b]) => layerNorm(graph, x as Tensor, g as Tensor, b as Tensor),
  },
  { name: 'mean', shapes: [[2, 3, 4]], build: (graph, [x]) => mean(graph, x as Tensor, 1) },
  {
    name: 'embedding',
    shapes: [[5, 3]],
    build: (graph, [table]) =>
      embedding(graph, graph.constant([1, 4, 1, 0], [2, 2], 'int32'), table as Tensor),
  },
  {
    name: 'matrix product',
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    build: (graph, [a, b]) => matrixProduct(graph, a as Tensor, b as Tensor),
  },
  {
    name: 'causal softmax',
    shapes: [[2, 3, 3]],
    build: (graph, [x]) => causalSoftmax(graph, x as Tensor),
  },
  {
    name: 'attention',
    shapes: [[2, 3, 4], ...Array.from({ length: 4 }, (): Shape[] => [[4, 4], [4]]).flat()],
    build(graph, [x, ...rest]) {
      const pairs = rest as Tensor[]
      const pair = (i: number) => [pairs[2 * i], pairs[2 * i + 1]] as [Tensor, Tensor]
      const parameters = { query: pair(0), key: pair(1), value: pair(2), output: pair(3) }
      return attention(graph, x as Tensor, parameters, 2)
    },
  },
  {
    name: 'cross-entropy of tokens',
    shapes: [[2, 3, 4]],
    build: (graph, [x]) =>
      tokenCrossEntropy(graph, x as Tensor, graph.constant([3, 0, 1, 1, 2, 2], [2, 3], 'int32')),
  },
  ...[sigmoid, tanh, exponential].map(
    (operation): Case => ({
      name: operation.name,
      shapes: [[4, 5]],
      build: (graph, [x]) => operation(graph, x as Tensor),
    }),
  ),
  {
    name: 'slice',
    shapes: [[3, 4, 2]],
    build: (graph, [x]) => slice(graph, x as Tensor, 1, 1, 3),
  },
  {
    name: 'stack',
    shapes: [
      [3, 4],
      [3, 4],
    ],
    build: (graph, parts) => stack(graph, parts, 1),
  },
  {
    name: 'a gated recurrent unit that runs twice',
    shapes: [[2, 3], [2, 4], [3, 12], [12], [4, 12], [12]],
    build(graph, [x, h, w, b, u, c]) {
      const cell = { input: [w, b], state: [u, c] } as unknown as GruParameters
      const once = gruCell(graph, x as Tensor, h as Tensor, cell)
      return gruCell(graph, x as Tensor, once, cell)
    },
  },
  {
    name: 'squared error',
    shapes: [[4]],
    build: (graph, [x]) => squaredError(graph, x as Tensor, graph.constant([0.25, -1, 2, 0], [4])),
  },
  { name: 'entropy', shapes: [[4, 3]], build: (graph, [x]) => entropy(graph, x as Tensor) },
  {
    name: 'clipped surrogate',
    shapes: [[48]],
    build(graph, [x]) {
      const advantage = Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 1 : -1.5))
      return clippedSurrogate(graph, x as Tensor, graph.constant(advantage, [48]))
    },
  },
  {
    name: 'dropout',
    shapes: [[3, 2, 5]],
    build: (graph, [x]) =>
      dropout(graph, x as Tensor, 0.4, graph.constant([7, 46_000], [2], 'int32'), 1),
  },
  {
    name: 'a tensor that is used twice',
    shapes: [[3, 3], [3, 3], [3]],
    build: (graph, [x, w, b]) => {
      const once = dense(graph, x as Tensor, w as Tensor, b as Tensor)
      return dense(graph, once, w as Tensor, b as Tensor)
    },
  },
]

/** Distinct values, `8 · step` apart and `4 · step` from zero, in random order. */
function spreadValues(count: number, seed: string): number[] {
  const order = shuffle(count, createDraws('test', fromText(seed)))
  return Array.from(order, (i) => (i - count / 2 + 0.5) * 8 * step)
}

/** A graph whose `loss` weighs every element of the operator's output differently. */
function buildGraph({ shapes, build }: Case): Graph {
  const graph = createGraph()
  const count = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
  const parameters = cutParameters(graph, graph.input('p', [count]), shapes)
  const output = build(graph, parameters)
  const size = sizeOf(output.shape)
  const weights = Array.from({ length: size }, (_, i) => 1 + ((7 * i) % 5) / 4)
  const flat = reshape(graph, output, [size])
  const loss = weightedMean(graph, flat, graph.constant(weights, [size]))
  graph.output('loss', loss)
  graph.output('gradient', joinParameters(graph, differentiate(graph, loss, parameters)))
  return graph
}

describe('gradients', () => {
  for (const test of cases)
    it(`default: ${test.name} agrees with central differences`, async () => {
      const runner = await loadGraph(buildGraph(test).encode())
      const count = test.shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
      const p = spreadValues(count, test.name)
      const lossAt = async (i: number, change: number): Promise<number> => {
        const { loss } = await runner.run({ p: p.with(i, (p[i] as number) + change) })
        return loss?.[0] as number
      }
      const gradient = (await runner.run({ p })).gradient as number[]
      const greatest = Math.max(...gradient.map(Math.abs))
      expect(greatest).to.be.above(0)
      for (let i = 0; i < count; i++) {
        const difference = ((await lossAt(i, step)) - (await lossAt(i, -step))) / (2 * step)
        expect(gradient[i], `element ${i}`).to.be.closeTo(difference, 4e-3 * greatest)
      }
      await runner.release()
    })

  it('default: every file with a layer that records a gradient is among them', () => {
    const folder = new URL('../../src/graph/', import.meta.url)
    const own = readFileSync(new URL(import.meta.url), 'utf8')
    const layers = readdirSync(folder).filter((file) =>
      readFileSync(new URL(file, folder), 'utf8').includes('graph.record('),
    )
    expect(layers).to.include.members(['averagePool.ts', 'dense.ts'])
    for (const file of layers) expect(own).to.include(`src/graph/${file}'`)
  })

  it('behavior: of equal elements in a square the first gets the whole gradient', async () => {
    const runner = await loadGraph(
      buildGraph({
        name: '',
        shapes: [[1, 1, 2, 2]],
        build: (graph, [x]) => maxPool(graph, x as Tensor),
      }).encode(),
    )
    expect((await runner.run({ p: [3, 3, 3, 3] })).gradient).to.deep.equal([1, 0, 0, 0])
    expect((await runner.run({ p: [2, 1, 3, 3] })).gradient).to.deep.equal([0, 0, 1, 0])
    await runner.release()
  })

  it('behavior: cross-entropy of far logits neither overflows nor loses its gradient', async () => {
    const runner = await loadGraph(
      buildGraph({
        name: '',
        shapes: [[1, 3]],
        build: (graph, [x]) => crossEntropy(graph, x as Tensor, labels(graph, [0])),
      }).encode(),
    )
    const { loss, gradient } = await runner.run({ p: [-500, 0, 500] })
    expect(loss).to.deep.equal([1000])
    expect(gradient).to.deep.equal([-1, 0, 1])
    await runner.release()
  })

  it('error: a loss that does not depend on a parameter', () => {
    const graph = createGraph()
    const [a, b] = [graph.input('a', [2]), graph.input('b', [2])]
    const loss = weightedMean(graph, a, graph.constant([1, 1], [2]))
    expect(() => differentiate(graph, loss, [b]))
      .to.throw()
      .with.property('code', 'learn/no-gradient')
    expect(() => differentiate(graph, a, [a]))
      .to.throw()
      .with.property('code', 'learn/no-gradient')
  })
})
