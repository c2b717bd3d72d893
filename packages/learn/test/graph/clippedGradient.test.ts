import { fromText } from '@vain/base'
import { expect } from 'chai'
import { averagePool } from '../../src/graph/averagePool.ts'
import { clippedGradient } from '../../src/graph/clippedGradient.ts'
import { convolution } from '../../src/graph/convolution.ts'
import { dense } from '../../src/graph/dense.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import { add, multiply } from '../../src/graph/elementwise.ts'
import { embedding } from '../../src/graph/embedding.ts'
import { createGraph, type Graph } from '../../src/graph/graph.ts'
import { layerNorm } from '../../src/graph/layerNorm.ts'
import { cutParameters, joinParameters } from '../../src/graph/parameters.ts'
import { reshape, transpose } from '../../src/graph/shaping.ts'
import { type Shape, sizeOf, type Tensor } from '../../src/graph/tensor.ts'
import { weightedMean } from '../../src/graph/weightedMean.ts'
import { createDraws } from '../../src/random/draws.ts'
import { loadGraph } from '../runGraph.ts'

const count = 4

type Layer = {
  name: string
  /** Shape of all examples, the example's axis and shapes of the parameters. */
  input: Shape
  shapes: readonly Shape[]
  build: (graph: Graph, x: Tensor, parameters: readonly Tensor[]) => Tensor
}

const layers: readonly Layer[] = [
  {
    name: 'dense',
    input: [count, 6],
    shapes: [[6, 3], [3]],
    build: (graph, x, [w, b]) => dense(graph, x, w as Tensor, b as Tensor),
  },
  {
    name: 'convolution',
    input: [count, 2 * 5 * 4],
    shapes: [[3, 9 * 2], [3]],
    build(graph, x, [w, b]) {
      const channels = transpose(graph, reshape(graph, x, [count, 2, 5, 4]), [1, 0, 2, 3])
      const y = convolution(graph, channels, w as Tensor, b as Tensor, 3)
      return reshape(graph, transpose(graph, y, [1, 0, 2, 3]), [count, 3 * 3 * 2])
    },
  },
  {
    name: 'convolution under average pooling',
    input: [count, 2 * 6 * 4],
    shapes: [[3, 9 * 2], [3]],
    build(graph, x, [w, b]) {
      const channels = transpose(graph, reshape(graph, x, [count, 2, 6, 4]), [1, 0, 2, 3])
      const y = convolution(graph, channels, w as Tensor, b as Tensor, 3)
      const means = averagePool(graph, y)
      return reshape(graph, transpose(graph, means, [1, 0, 2, 3]), [count, 3 * 2])
    },
  },
  {
    name: 'dense with rows between',
    input: [count, 3, 2],
    shapes: [[2, 3], [3]],
    build: (graph, x, [w, b]) =>
      reshape(graph, dense(graph, x, w as Tensor, b as Tensor), [count, 9]),
  },
  {
    name: 'layer norm',
    input: [count, 3, 4],
    shapes: [[4], [4]],
    build: (graph, x, [g, b]) =>
      reshape(graph, layerNorm(graph, x, g as Tensor, b as Tensor), [count, 12]),
  },
  {
    name: 'places added and an embedding',
    input: [count, 3, 2],
    shapes: [
      [5, 2],
      [3, 2],
    ],
    build(graph, x, [table, places]) {
      const tokens = graph.constant([0, 4, 0, 1, 2, 3, 4, 4, 4, 3, 2, 1], [count, 3], 'int32')
      const rows = add(graph, embedding(graph, tokens, table as Tensor), places as Tensor)
      return reshape(graph, multiply(graph, rows, x), [count, 6])
    },
  },
  {
    name: 'parameters that are used three times',
    input: [count, 3],
    shapes: [[3, 3], [3]],
    build(graph, x, [w, b]) {
      const once = dense(graph, x, w as Tensor, b as Tensor)
      const twice = dense(graph, once, w as Tensor, b as Tensor)
      return dense(graph, twice, w as Tensor, b as Tensor)
    },
  },
  {
    name: 'a convolution that is used twice',
    input: [count, 36],
    shapes: [[1, 9], [1]],
    build(graph, x, [w, b]) {
      const image = reshape(graph, x, [1, count, 6, 6])
      const once = convolution(graph, image, w as Tensor, b as Tensor, 3)
      const twice = convolution(graph, once, w as Tensor, b as Tensor, 3)
      return reshape(graph, twice, [count, 4])
    },
  },
  {
    name: 'two layers',
    input: [count, 6],
    shapes: [[6, 3], [3], [3, 2], [2]],
    build: (graph, x, [w, b, v, c]) =>
      dense(graph, dense(graph, x, w as Tensor, b as Tensor), v as Tensor, c as Tensor),
  },
]

/** Weighs every element of an example's row differently: `[n, size]` to losses `[n]`. */
function toLosses(graph: Graph, y: Tensor): Tensor {
  const size = y.shape[1] as number
  const values = Array.from({ length: size }, (_, i) => 1 + ((7 * i) % 5) / 4)
  const square = graph.emit('Mul', [y, y], y.shape)
  const halves = graph.record(square, [
    {
      of: y,
      gradient: (gradient) =>
        graph.emit('Mul', [graph.emit('Add', [gradient, gradient], y.shape), y], y.shape),
    },
  ])
  const column = graph.constant(values, [size, 1])
  const sums = graph.emit('Gemm', [halves, column], [count, 1])
  const summed = graph.record(sums, [
    {
      of: halves,
      gradient: (gradient) =>
        graph.emit('Gemm', [gradient, column], y.shape, { attributes: { transB: 1 } }),
    },
  ])
  return reshape(graph, summed, [count])
}

type Built = { graph: Graph; losses: Tensor; parameters: Tensor[]; weight: Tensor }

function build({ input, shapes, build: emit }: Layer): Built {
  const graph = createGraph()
  const size = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
  const x = graph.input('x', input)
  const parameters = cutParameters(graph, graph.input('p', [size]), shapes)
  const weight = graph.input('weight', [count])
  return { graph, losses: toLosses(graph, emit(graph, x, parameters)), parameters, weight }
}

function clipped(layer: Layer): Uint8Array {
  const { graph, losses, parameters, weight } = build(layer)
  const limit = graph.input('limit', [])
  const { sums, isLonger } = clippedGradient(graph, losses, parameters, weight, limit)
  graph.output('sum', joinParameters(graph, sums))
  graph.output('isLonger', isLonger)
  return graph.encode()
}

function plain(layer: Layer): Uint8Array {
  const { graph, losses, parameters, weight } = build(layer)
  const loss = weightedMean(graph, losses, weight)
  graph.output('loss', loss)
  graph.output('gradient', joinParameters(graph, differentiate(graph, loss, parameters)))
  return graph.encode()
}

const lengthOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

describe('clippedGradient', () => {
  for (const layer of layers)
    it(`default: ${layer.name}: sums what each example alone gives, clipped`, async () => {
      const draws = createDraws('test', fromText(layer.name))
      const drawMany = (length: number) =>
        Array.from({ length }, () => Math.fround(2 * draws.unit() - 1))
      const size = layer.shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
      const feeds = { x: drawMany(sizeOf(layer.input)), p: drawMany(size) }
      const [whole, alone] = [await loadGraph(clipped(layer)), await loadGraph(plain(layer))]
      const own: number[][] = []
      for (let row = 0; row < count; row++) {
        const weight = new Array<number>(count).fill(0).with(row, 1)
        own.push((await alone.run({ ...feeds, weight })).gradient as number[])
      }
      const lengths = own.map(lengthOf)
      // Half of the examples are longer.
      const limit = (lengths.toSorted((a, b) => a - b)[count / 2] as number) * 0.999
      const weight = [1, 0.5, 2, 0]
      const { sum, isLonger } = await whole.run({ ...feeds, weight, limit: [limit] })
      expect(isLonger?.map(Number)).to.deep.equal(lengths.map((length) => +(length >= limit)))
      for (let i = 0; i < size; i++) {
        const expected = own.reduce(
          (total, gradient, row) =>
            total +
            (weight[row] as number) *
              (gradient[i] as number) *
              Math.min(1, limit / (lengths[row] as number)),
          0,
        )
        expect(sum?.[i], `element ${i}`).to.be.closeTo(expected, 1e-5 * limit)
      }
      await whole.release()
      await alone.release()
    })

  it('default: a gradient within the limit is that of central differences', async () => {
    const layer = layers.at(-1) as Layer
    const [whole, alone] = [await loadGraph(clipped(layer)), await loadGraph(plain(layer))]
    const x = Array.from({ length: 24 }, (_, i) => ((i * 7) % 11) / 8 - 0.5)
    const p = Array.from({ length: 29 }, (_, i) => ((i * 5) % 13) / 8 - 0.75)
    const weight = [0, 0, 1, 0]
    const { sum, isLonger } = await whole.run({ x, p, weight, limit: [1e9] })
    const lossAt = async (i: number, change: number) =>
      (await alone.run({ x, weight, p: p.with(i, (p[i] as number) + change) })).loss?.[0] as number
    expect(isLonger?.map(Number)).to.deep.equal([0, 0, 0, 0])
    for (let i = 0; i < p.length; i++) {
      const difference = ((await lossAt(i, 1 / 64)) - (await lossAt(i, -1 / 64))) * 32
      expect(sum?.[i], `element ${i}`).to.be.closeTo(difference, 5e-3)
    }
    await whole.release()
    await alone.release()
  })

  it('behavior: no gradient at all is left as it is', async () => {
    const layer = layers[0] as Layer
    const runner = await loadGraph(clipped(layer))
    const feeds = { x: new Array(24).fill(0), p: new Array(21).fill(0), weight: [1, 1, 1, 1] }
    const { sum } = await runner.run({ ...feeds, limit: [1] })
    expect(sum).to.deep.equal(new Array(21).fill(0))
    await runner.release()
  })

  it('behavior: a gradient whose square overflows adds nothing', async () => {
    const runner = await loadGraph(clipped(layers[0] as Layer))
    const feeds = { x: new Array(24).fill(1e15), p: new Array(21).fill(1e3), weight: [1, 1, 1, 1] }
    const { sum, isLonger } = await runner.run({ ...feeds, limit: [1] })
    expect(sum).to.deep.equal(new Array(21).fill(0))
    expect(isLonger?.map(Number)).to.deep.equal([1, 1, 1, 1])
    await runner.release()
  })

  const refused: readonly Layer[] = [
    {
      name: 'a parameter that is used otherwise',
      input: [count, 6],
      shapes: [[3, 6], [3]],
      build: (graph, x, [w, b]) =>
        dense(graph, x, transpose(graph, w as Tensor, [1, 0]), b as Tensor),
    },
    {
      name: 'a weight that is no parameter',
      input: [count, 4],
      shapes: [[4, 4], [4]],
      build(graph, x, [w, b]) {
        const y = dense(graph, x, w as Tensor, b as Tensor)
        return dense(graph, x, y, graph.constant([0, 0, 0, 0], [4]))
      },
    },
    {
      name: 'rows that are no examples',
      input: [count, 6],
      shapes: [[3, 2], [2]],
      build(graph, x, [w, b]) {
        const halves = reshape(graph, x, [2 * count, 3])
        return reshape(graph, dense(graph, halves, w as Tensor, b as Tensor), [count, 4])
      },
    },
  ]
  for (const layer of refused)
    it(`error: ${layer.name}`, () => {
      expect(() => clipped(layer))
        .to.throw()
        .with.property('code', 'learn/no-per-sample-gradient')
    })

  it('error: losses that do not depend on a parameter', () => {
    const layer = { ...(layers[0] as Layer), shapes: [[6, 3], [3], [1]] }
    expect(() => clipped(layer))
      .to.throw()
      .with.property('code', 'learn/no-gradient')
  })
})
