import { VainError } from '@vain/base'
import { bytesOf, type Field, numbersOf, readFields } from '../graph/readProtobuf.ts'
import { type Shape, sizeOf } from '../graph/tensor.ts'

/** A tensor that stands in an ONNX file. */
export type OnnxTensor =
  | { readonly kind: 'floats'; readonly shape: Shape; readonly values: Float32Array }
  | { readonly kind: 'integers'; readonly shape: Shape; readonly values: readonly number[] }

/** An attribute of a node. */
export type OnnxAttribute = {
  readonly float: number
  readonly integer: number
  readonly integers: readonly number[]
  readonly tensor: OnnxTensor | undefined
}

/** A node of an ONNX graph. */
export type OnnxNode = {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
}

/** An input that is no initialiser; an axis that is not fixed is 0. */
export type OnnxInput = { readonly name: string; readonly type: number; readonly shape: Shape }

/** What is read of an ONNX model. */
export type OnnxGraph = {
  readonly nodes: readonly OnnxNode[]
  readonly initialisers: ReadonlyMap<string, OnnxTensor>
  readonly inputs: readonly OnnxInput[]
  readonly outputs: readonly string[]
}

/** Bounds on what a file may make us hold. */
const [mostNodes, mostRank, mostNumbers] = [4_096, 8, 2 ** 26]

function refuse(reason: string, context: object): never {
  throw new VainError('learn/unsupported-onnx', `the ONNX model ${reason}`, context)
}

const decoder = new TextDecoder()
const none = new Uint8Array(0)

function textOf(fields: readonly Field[], field: number): string {
  return decoder.decode(bytesOf(fields, field).at(-1) ?? none)
}

function numberOf(fields: readonly Field[], field: number): number {
  return numbersOf(fields, field).at(-1) ?? 0
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** `TensorProto`: raw_data 9, or float_data 4. */
function readFloats(fields: readonly Field[], size: number): Float32Array {
  const raw = bytesOf(fields, 9).at(-1)
  const parts = raw === undefined ? bytesOf(fields, 4) : [raw]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length !== 4 * size) refuse('has a tensor that its numbers do not fill', { size, length })
  const values = new Float32Array(size)
  let at = 0
  for (const part of parts) {
    const view = viewOf(part)
    for (let i = 0; i + 4 <= part.length; i += 4) values[at++] = view.getFloat32(i, true)
  }
  return values
}

/** `TensorProto`: raw_data 9, or int64_data 7. */
function readIntegers(fields: readonly Field[], size: number): number[] {
  const raw = bytesOf(fields, 9).at(-1)
  if (raw === undefined) return numbersOf(fields, 7)
  if (raw.length !== 8 * size) refuse('has a tensor that its numbers do not fill', { size })
  const view = viewOf(raw)
  return Array.from({ length: size }, (_, i) => Number(view.getBigInt64(8 * i, true)))
}

/** `TensorProto`: dims 1, data_type 2, external_data 13. */
function readTensor(message: Uint8Array): OnnxTensor {
  const fields = readFields(message)
  const shape = numbersOf(fields, 1)
  const type = numberOf(fields, 2)
  if (bytesOf(fields, 13).length > 0) refuse('keeps tensors in other files', {})
  const isBounded = shape.length <= mostRank && shape.every((axis) => axis >= 0)
  if (!isBounded || sizeOf(shape) > mostNumbers) refuse('has a tensor that is too large', { shape })
  const size = sizeOf(shape)
  if (type === 1) return { kind: 'floats', shape, values: readFloats(fields, size) }
  if (type !== 7) refuse('has a tensor of a type other than float and int64', { type })
  const values = readIntegers(fields, size)
  if (values.length !== size) refuse('has a tensor that its numbers do not fill', { size })
  return { kind: 'integers', shape, values }
}

/** `AttributeProto`: name 1, f 2, i 3, t 5, ints 8. */
function readAttribute(message: Uint8Array): [string, OnnxAttribute] {
  const fields = readFields(message)
  const float = bytesOf(fields, 2).at(-1)
  const tensor = bytesOf(fields, 5).at(-1)
  return [
    textOf(fields, 1),
    {
      float: float?.length === 4 ? viewOf(float).getFloat32(0, true) : 0,
      integer: numberOf(fields, 3),
      integers: numbersOf(fields, 8),
      tensor: tensor && readTensor(tensor),
    },
  ]
}

/** `NodeProto`: input 1, output 2, op_type 4, attribute 5, domain 7. */
function readNode(message: Uint8Array): OnnxNode {
  const fields = readFields(message)
  const texts = (field: number) => bytesOf(fields, field).map((bytes) => decoder.decode(bytes))
  const domain = textOf(fields, 7)
  const operator = textOf(fields, 4)
  return {
    operator: domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`,
    inputs: texts(1),
    outputs: texts(2),
    attributes: new Map(bytesOf(fields, 5).map(readAttribute)),
  }
}

/** `ValueInfoProto`: name 1, type 2 with tensor_type 1: elem_type 1, shape 2 with dim 1. */
function readInput(message: Uint8Array): OnnxInput {
  const fields = readFields(message)
  const inside = (parts: readonly Field[], field: number) =>
    readFields(bytesOf(parts, field).at(-1) ?? none)
  const tensor = inside(inside(fields, 2), 1)
  const axes = bytesOf(inside(tensor, 2), 1)
  return {
    name: textOf(fields, 1),
    type: numberOf(tensor, 1),
    shape: axes.map((axis) => numberOf(readFields(axis), 1)),
  }
}

/**
 * Reads an ONNX model, as far as inference of the operators that we know needs it.
 *
 * @throws {VainError} `learn/bad-program` if the bytes are no protobuf message,
 *   `learn/unsupported-onnx` if a tensor or the graph is beyond bounds or of another kind
 *
 * Source: onnx.proto of ONNX 1.13 (`ModelProto`: graph 7; `GraphProto`: node 1, initializer 5,
 * sparse_initializer 15, input 11, output 12).
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph = readFields(bytesOf(readFields(bytes), 7).at(-1) ?? none)
  const nodes = bytesOf(graph, 1)
  if (nodes.length === 0 || nodes.length > mostNodes)
    refuse('has no nodes, or too many', { nodes: nodes.length, mostNodes })
  if (bytesOf(graph, 15).length > 0) refuse('has sparse tensors', {})
  const initialisers = new Map(
    bytesOf(graph, 5).map((message) => [textOf(readFields(message), 8), readTensor(message)]),
  )
  const inputs = bytesOf(graph, 11).map(readInput)
  return {
    nodes: nodes.map(readNode),
    initialisers,
    inputs: inputs.filter(({ name }) => !initialisers.has(name)),
    outputs: bytesOf(graph, 12).map((message) => textOf(readFields(message), 1)),
  }
}
