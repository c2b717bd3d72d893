import { fromText } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { createGraph, type Graph } from '../../src/graph/graph.ts'
import { createMessage } from '../../src/graph/protobuf.ts'
import { indices } from '../../src/graph/shaping.ts'
import type { Shape, Tensor } from '../../src/graph/tensor.ts'
import { sizeOf } from '../../src/graph/tensor.ts'
import { createModelFrom } from '../../src/models/createModel.ts'
import { importModel } from '../../src/onnx/importModel.ts'
import { createDraws } from '../../src/random/draws.ts'
import { loadGraph } from '../runGraph.ts'

const count = 4
const classes = 3

/** An inference model as others would make it: what it emits is not built for training. */
type Foreign = {
  readonly input: Shape
  readonly build: (graph: Graph, x: Tensor, weight: (shape: Shape) => Tensor) => Tensor
}

function encodeForeign({ input, build }: Foreign): Uint8Array {
  const draws = createDraws('test', fromText('foreign'))
  const graph = createGraph()
  const weight = (shape: Shape) =>
    graph.weights(
      Float32Array.from({ length: sizeOf(shape) }, () => 2 * draws.unit() - 1),
      shape,
    )
  graph.output('scores', build(graph, graph.input('image', [count, ...input]), weight))
  return graph.encode()
}

const perceptron: Foreign = {
  input: [5],
  build(graph, x, weight) {
    const turned = { attributes: { transB: 1 } }
    const hidden = graph.emit('Gemm', [x, weight([6, 5]), weight([6])], [count, 6], turned)
    const bent = graph.emit('Tanh', [hidden], hidden.shape)
    const normal = graph.emit('LayerNormalization', [bent, weight([6]), weight([6])], bent.shape)
    const kept = graph.emit('Add', [normal, bent], normal.shape)
    const gate = graph.emit('Sigmoid', [graph.emit('Mul', [kept, bent], bent.shape)], bent.shape)
    const rest = graph.emit('Sub', [kept, gate], gate.shape)
    const last = graph.emit('MatMul', [rest, weight([6, classes])], [count, classes])
    return graph.emit('Add', [last, weight([classes])], last.shape)
  },
}

const convolutional: Foreign = {
  input: [2, 8, 6],
  build(graph, x, weight) {
    const maps = graph.emit('Conv', [x, weight([4, 2, 3, 3]), weight([4])], [count, 4, 6, 4], {
      attributes: { kernel_shape: [3, 3], pads: [0, 0, 0, 0], strides: [1, 1] },
    })
    const bent = graph.emit('Relu', [maps], maps.shape)
    const pooled = graph.emit('MaxPool', [bent], [count, 4, 3, 2], {
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    })
    const moved = graph.emit('Transpose', [pooled], [count, 3, 2, 4], {
      attributes: { perm: [0, 2, 3, 1] },
    })
    const rows = graph.emit('Reshape', [moved, indices(graph, [count, -1])], [count, 24])
    const logits = graph.emit('Gemm', [rows, weight([24, classes])], [count, classes])
    return graph.emit('Softmax', [logits], logits.shape, { attributes: { axis: 1 } })
  },
}

const averaging: Foreign = {
  input: [2, 8, 6],
  build(graph, x, weight) {
    const pooled = graph.emit('AveragePool', [x], [count, 2, 4, 3], {
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    })
    const maps = graph.emit('Conv', [pooled, weight([5, 2, 2, 2])], [count, 5, 3, 2], {
      attributes: { kernel_shape: [2, 2] },
    })
    const means = graph.emit('GlobalAveragePool', [maps], [count, 5, 1, 1])
    const rows = graph.emit('Flatten', [means], [count, 5])
    return graph.emit('MatMul', [rows, weight([5, classes])], [count, classes])
  },
}

const numbers = (size: number) => {
  const draws = createDraws('test', fromText('numbers'))
  return Array.from({ length: size }, () => Math.fround(draws.unit()))
}

describe('importModel', () => {
  for (const [name, foreign, isSoft] of [
    ['a perceptron', perceptron, false],
    ['a convolutional net', convolutional, true],
    ['a net that averages', averaging, false],
  ] as const)
    it(`default: ${name} answers as before, and is trained down its gradient`, async () => {
      const bytes = encodeForeign(foreign)
      const base = importModel(bytes)
      const model = createModelFrom(base, {
        batchSize: count,
        evaluateBatchSize: count,
        optimiser: 'sgd',
      })
      const x = numbers(count * model.inputSize)
      expect([model.inputSize, model.classes]).to.deep.equal([sizeOf(foreign.input), classes])

      const original = await loadGraph(bytes)
      const { scores } = (await original.run({ image: x })) as { scores: number[] }
      await original.release()
      const rows = Array.from({ length: count }, (_, i) => scores.slice(3 * i, 3 * i + 3))
      const best = rows.map((row) => row.indexOf(Math.max(...row)))
      const losses = rows.map((row) => {
        const parts = isSoft ? row : row.map(Math.exp)
        return -Math.log((parts[1] as number) / parts.reduce((sum, part) => sum + part, 0))
      })

      const feeds = { x, y: [1, 1, 1, 1], weight: [1, 1, 1, 1] }
      const p = Array.from(model.initialise(fromText('any')))
      expect(Float32Array.from(p)).to.deep.equal(base.parameters)
      const evaluate = await loadGraph(model.evaluate)
      const before = await evaluate.run({ ...feeds, p })
      const total = losses.reduce((sum, loss) => sum + loss, 0)
      expect(before.loss?.[0]).to.be.closeTo(total, 1e-4 * total)
      expect((await evaluate.run({ ...feeds, y: best, p })).correct).to.deep.equal([count])

      const train = await loadGraph(model.train)
      const { p2 } = (await train.run({ ...feeds, p, rate: [0.002] })) as { p2: number[] }
      const after = await evaluate.run({ ...feeds, p: p2 })
      // What a small step gains is its length times the gradient's.
      const gain = p2.reduce((sum, value, i) => sum + (value - (p[i] as number)) ** 2, 0) / 0.002
      const gained = ((before.loss?.[0] as number) - (after.loss?.[0] as number)) / count
      expect(gained).to.be.within(0.9 * gain, 1.05 * gain)
      await train.release()
      await evaluate.release()
    })

  it('behavior: named by the hash of its file, with equal programs for equal files', () => {
    const [first, second] = [perceptron, perceptron].map((foreign) =>
      createModelFrom(importModel(encodeForeign(foreign))),
    )
    expect(first?.name).to.match(/^onnx:[0-9a-f]{64}$/)
    expect(first?.train).to.deep.equal(second?.train)
  })

  const refused: Readonly<Record<string, [string, Foreign]>> = {
    'an operator that is not known': [
      'Erf',
      { input: [3], build: (graph, x) => graph.emit('Erf', [x], x.shape) },
    ],
    'an operator of another kind than known': [
      'Gemm',
      {
        input: [3],
        build: (graph, x, weight) =>
          graph.emit('Gemm', [x, weight([4, 3])], [3, 3], { attributes: { transA: 1 } }),
      },
    ],
    'a convolution with padding': [
      'Conv',
      {
        input: [1, 4, 4],
        build: (graph, x, weight) =>
          graph.emit('Conv', [x, weight([1, 1, 3, 3])], [count, 1, 4, 4], {
            attributes: { pads: [1, 1, 1, 1] },
          }),
      },
    ],
    'pooling with gaps': [
      'MaxPool',
      {
        input: [1, 4, 4],
        build: (graph, x) =>
          graph.emit('MaxPool', [x], [count, 1, 1, 1], {
            attributes: { kernel_shape: [2, 2], strides: [2, 2], dilations: [2, 2] },
          }),
      },
    ],
    'averages of squares that overlap': [
      'AveragePool',
      {
        input: [1, 4, 4],
        build: (graph, x) =>
          graph.emit('AveragePool', [x], [count, 1, 3, 3], {
            attributes: { kernel_shape: [2, 2], strides: [1, 1] },
          }),
      },
    ],
    'an average of what is no image': [
      'GlobalAveragePool',
      {
        input: [4, 3],
        build: (graph, x) => graph.emit('GlobalAveragePool', [x], [count, 4, 1]),
      },
    ],
    'a single class': [
      'fewer than two classes',
      {
        input: [3],
        build: (graph, x, weight) => graph.emit('MatMul', [x, weight([3, 1])], [count, 1]),
      },
    ],
    'a shape that mixes examples': [
      'Reshape',
      {
        input: [3],
        build: (graph, x) => graph.emit('Reshape', [x, indices(graph, [-1, 2])], [6, 2]),
      },
    ],
    'a shape that does not divide': [
      'Reshape',
      {
        input: [4],
        build: (graph, x) => graph.emit('Reshape', [x, indices(graph, [0, -1, 3])], [count, 1, 3]),
      },
    ],
    'a model that does not classify': [
      'row of numbers',
      { input: [2, 3], build: (graph, x) => graph.emit('Relu', [x], x.shape) },
    ],
  }
  for (const [reason, [named, foreign]] of Object.entries(refused))
    it(`error: ${reason}`, () => {
      expect(() => importModel(encodeForeign(foreign)))
        .to.throw(new RegExp(named))
        .with.property('code', 'learn/unsupported-onnx')
    })

  it('error: bytes that are cut off or changed are refused, or are another model', () => {
    const bytes = encodeForeign(perceptron)
    const spoilt = fc.record({
      at: fc.nat(bytes.length - 1),
      value: fc.nat(255),
      cut: fc.boolean(),
    })
    fc.assert(
      fc.property(spoilt, ({ at, value, cut }) => {
        const changed = cut ? bytes.slice(0, at) : bytes.with(at, value)
        try {
          importModel(changed)
        } catch (error) {
          expect(error)
            .to.have.property('code')
            .that.matches(/^learn\//)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('error: tensors in other files, and of another type', () => {
    const modelWith = (tensor: ReturnType<typeof createMessage>) => {
      const node = createMessage().text(1, 'x').text(2, 'y').text(4, 'Relu')
      return createMessage()
        .message(7, createMessage().message(1, node).message(5, tensor))
        .encode()
    }
    const named = createMessage().integer(1, 2).text(8, 'w')
    for (const tensor of [
      createMessage().integer(1, 1).integer(2, 1).message(13, createMessage().text(1, 'location')),
      createMessage().integer(1, 2).integer(2, 11).bytes(9, new Uint8Array(16)),
      createMessage()
        .integer(1, 2 ** 40)
        .integer(2, 1)
        .text(8, 'w'),
      named.integer(2, 1).bytes(9, new Uint8Array(9)),
    ])
      expect(() => importModel(modelWith(tensor)))
        .to.throw()
        .with.property('code', 'learn/unsupported-onnx')
  })
})
