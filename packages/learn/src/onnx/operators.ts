import { VainError } from '@vain/base'
import { averagePool } from '../graph/averagePool.ts'
import { convolution } from '../graph/convolution.ts'
import { dense } from '../graph/dense.ts'
import { add, multiply, subtract } from '../graph/elementwise.ts'
import type { Graph } from '../graph/graph.ts'
import { layerNorm } from '../graph/layerNorm.ts'
import { maxPool } from '../graph/maxPool.ts'
import { mean } from '../graph/mean.ts'
import { relu } from '../graph/relu.ts'
import { indices, reshape, transpose } from '../graph/shaping.ts'
import { sigmoid } from '../graph/sigmoid.ts'
import { tanh } from '../graph/tanh.ts'
import { axisOf, type Shape, sizeOf, type Tensor } from '../graph/tensor.ts'
import type { OnnxNode } from './readOnnx.ts'

/** What a node gets: tensors, and whole numbers that are known when the graph is built. */
export type Value =
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'integers'; readonly values: readonly number[] }

/** A node with what it gets. */
export type Call = {
  readonly graph: Graph
  readonly node: OnnxNode
  /** @throws {VainError} `learn/unsupported-onnx` unless there is such a tensor */
  tensor(input: number): Tensor
  /** The tensor, if there is one. */
  optional(input: number): Tensor | undefined
  /** @throws {VainError} `learn/unsupported-onnx` unless there are such numbers */
  integers(input: number): readonly number[]
}

/** Emits an operator. */
type Operator = (call: Call) => Tensor

/** @throws {VainError} `learn/unsupported-onnx` unless `holds` */
function demand(holds: boolean, { operator, outputs }: OnnxNode, wanted: string): void {
  if (!holds)
    throw new VainError('learn/unsupported-onnx', `${operator} is known only with ${wanted}`, {
      operator,
      output: outputs[0],
    })
}

const integerOf = ({ attributes }: OnnxNode, name: string, usual: number): number =>
  attributes.get(name)?.integer ?? usual
const integersOf = ({ attributes }: OnnxNode, name: string): readonly number[] =>
  attributes.get(name)?.integers ?? []
const floatOf = ({ attributes }: OnnxNode, name: string, usual: number): number =>
  attributes.get(name)?.float ?? usual

/** A bias of zeros, for products without one. */
function noBias(graph: Graph, size: number): Tensor {
  return graph.emit('Expand', [graph.constant([0], []), indices(graph, [size])], [size])
}

/** A product with a weight of two axes. */
function product({ graph, node }: Call, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const fits = weight.shape.length === 2 && axisOf(weight, 0) === x.shape.at(-1)
  demand(fits && x.shape.length >= 2, node, 'rows and a matrix that fits them')
  const outputs = axisOf(weight, 1)
  const isBias = bias === undefined || (bias.shape.length === 1 && axisOf(bias, 0) === outputs)
  demand(isBias, node, 'a bias for each output')
  return dense(graph, x, weight, bias ?? noBias(graph, outputs))
}

function gemm(call: Call): Tensor {
  const { graph, node } = call
  const isPlain = floatOf(node, 'alpha', 1) === 1 && floatOf(node, 'beta', 1) === 1
  demand(isPlain && integerOf(node, 'transA', 0) === 0, node, 'alpha 1, beta 1 and transA 0')
  const weight = call.tensor(1)
  demand(weight.shape.length === 2, node, 'a matrix')
  const turned = integerOf(node, 'transB', 0) === 0 ? weight : transpose(graph, weight, [1, 0])
  return product(call, call.tensor(0), turned, call.optional(2))
}

function conv(call: Call): Tensor {
  const { graph, node } = call
  const [x, weight] = [call.tensor(0), call.tensor(1)]
  const [filters, channels, height, width] = weight.shape as [number, number, number, number]
  const all = (name: string, value: number) => integersOf(node, name).every((one) => one === value)
  const isPlain = all('pads', 0) && all('strides', 1) && all('dilations', 1)
  const isSquare = weight.shape.length === 4 && height === width && x.shape.length === 4
  const isWhole = integerOf(node, 'group', 1) === 1 && axisOf(x, 1) === channels
  const fits = isSquare && axisOf(x, 2) >= height && axisOf(x, 3) >= width
  demand(isPlain && isWhole && fits, node, 'a square kernel, stride 1, one group and no padding')
  demand(node.attributes.get('auto_pad') === undefined, node, 'explicit pads')
  const rows = transpose(graph, weight, [0, 2, 3, 1])
  const kernel = reshape(graph, rows, [filters, width * width * channels])
  const bias = call.optional(2) ?? noBias(graph, filters)
  const y = convolution(graph, transpose(graph, x, [1, 0, 2, 3]), kernel, bias, width)
  return transpose(graph, y, [1, 0, 2, 3])
}

/** Pooling of squares, by the layer that does it with channels first. */
function pool(call: Call, layer: (graph: Graph, x: Tensor) => Tensor): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  const isTwo = (name: string) => integersOf(node, name).join() === '2,2'
  const isEven = x.shape.length === 4 && axisOf(x, 2) % 2 === 0 && axisOf(x, 3) % 2 === 0
  const isPlain = integersOf(node, 'pads').every((pad) => pad === 0)
  const isDense = integersOf(node, 'dilations').every((step) => step === 1)
  const isKnown = isTwo('kernel_shape') && isTwo('strides') && isPlain && isDense && isEven
  demand(isKnown, node, 'squares of 2 × 2 that fill an image')
  return transpose(graph, layer(graph, transpose(graph, x, [1, 0, 2, 3])), [1, 0, 2, 3])
}

function poolAll(call: Call): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  demand(x.shape.length === 4, node, 'images')
  const means = mean(graph, mean(graph, x, 3), 2)
  return reshape(graph, means, [axisOf(x, 0), axisOf(x, 1), 1, 1])
}

/** What a reshape asks for: 0 stands for the axis as it is, −1 for what is left. */
function resolveShape(x: Tensor, asked: readonly number[]): Shape {
  const known = asked.map((size, axis) => (size === 0 ? (x.shape[axis] ?? 0) : size))
  const rest = known.filter((size) => size !== -1).reduce((all, size) => all * size, 1)
  return known.map((size) => (size === -1 ? sizeOf(x.shape) / rest : size))
}

function reshapeTo(call: Call): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  const asked = [...call.integers(1)]
  // Exporters write down the batch of their example: it is the examples' axis all the same.
  if ((asked[0] ?? 0) > 0) asked[0] = axisOf(x, 0)
  const shape = resolveShape(x, asked)
  const fits =
    sizeOf(shape) === sizeOf(x.shape) && shape.every((size) => Number.isInteger(size) && size > 0)
  demand(fits && shape[0] === axisOf(x, 0), node, 'a shape that keeps the examples apart')
  return reshape(graph, x, shape)
}

function transposeTo(call: Call): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  const order = integersOf(node, 'perm')
  const isOrder = order.toSorted((a, b) => a - b).every((axis, i) => axis === i)
  const fits = isOrder && order.length === x.shape.length && order[0] === 0
  demand(fits, node, 'an order that keeps the examples apart')
  return transpose(graph, x, order)
}

function flatten(call: Call): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  demand(integerOf(node, 'axis', 1) === 1, node, 'axis 1')
  return reshape(graph, x, [axisOf(x, 0), sizeOf(x.shape.slice(1))])
}

function normalise(call: Call): Tensor {
  const { graph, node } = call
  const x = call.tensor(0)
  const last = x.shape.length - 1
  const axis = integerOf(node, 'axis', -1)
  const epsilon = floatOf(node, 'epsilon', 1e-5)
  const isUsual = (axis === -1 || axis === last) && Math.abs(epsilon - 1e-5) < 1e-9
  const [gain, bias] = [call.tensor(1), call.optional(2)]
  const size = axisOf(x, last)
  const isWhole = [gain, bias].every((one) => one === undefined || sizeOf(one.shape) === size)
  demand(isUsual && isWhole, node, 'the last axis and epsilon 10⁻⁵')
  return layerNorm(graph, x, gain, bias ?? noBias(graph, size))
}

function fitting(operation: (graph: Graph, a: Tensor, b: Tensor) => Tensor): Operator {
  return (call) => {
    const [a, b] = [call.tensor(0), call.tensor(1)]
    const rank = Math.max(a.shape.length, b.shape.length)
    const at = ({ shape }: Tensor, axis: number) => shape[axis - rank + shape.length] ?? 1
    const fits = Array.from({ length: rank }, (_, axis) => [at(a, axis), at(b, axis)]).every(
      ([left, right]) => left === right || left === 1 || right === 1,
    )
    demand(fits, call.node, 'shapes that stretch to each other')
    return operation(call.graph, a, b)
  }
}

const single =
  (operation: (graph: Graph, x: Tensor) => Tensor): Operator =>
  (call) =>
    operation(call.graph, call.tensor(0))

/** The operators that a base may be made of. */
export const operators: Readonly<Record<string, Operator>> = {
  Add: fitting(add),
  AveragePool: (call) => pool(call, averagePool),
  Conv: conv,
  // Nothing is dropped where a model is used.
  Dropout: (call) => call.tensor(0),
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: poolAll,
  Identity: (call) => call.tensor(0),
  LayerNormalization: normalise,
  MatMul: (call) => product(call, call.tensor(0), call.tensor(1)),
  MaxPool: (call) => pool(call, maxPool),
  Mul: fitting(multiply),
  Relu: single(relu),
  Reshape: reshapeTo,
  Sigmoid: single(sigmoid),
  Sub: fitting(subtract),
  Tanh: single(tanh),
  Transpose: transposeTo,
}
