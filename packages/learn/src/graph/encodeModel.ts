import type { Attributes, Constant, GraphNode } from './graph.ts'
import { createMessage, type Message } from './protobuf.ts'
import type { ElementType, Tensor } from './tensor.ts'

/** Versions that onnxruntime 1.14 and later, native and in the browser, all read. */
const irVersion = 8
const operatorSet = 18

/** `TensorProto.DataType` of onnx.proto. */
const dataTypes: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 }

function encodeValues(values: ArrayLike<number>, type: ElementType): Uint8Array {
  const width = type === 'int64' ? 8 : type === 'bool' ? 1 : 4
  const view = new DataView(new ArrayBuffer(values.length * width))
  Array.prototype.forEach.call(values, (value: number, i: number) => {
    if (type === 'float32') view.setFloat32(4 * i, value, true)
    else if (type === 'int32') view.setInt32(4 * i, value, true)
    else if (type === 'int64') view.setBigInt64(8 * i, BigInt(value), true)
    else view.setUint8(i, value)
  })
  return new Uint8Array(view.buffer)
}

/** `TensorProto`: dims 1, data_type 2, name 8, raw_data 9. */
function constantMessage({ tensor, values }: Constant): Message {
  const message = createMessage()
  for (const axis of tensor.shape) message.integer(1, axis)
  return message
    .integer(2, dataTypes[tensor.type])
    .text(8, tensor.name)
    .bytes(9, encodeValues(values, tensor.type))
}

/** `AttributeProto`: name 1, i 3, ints 8, type 20 (INT 2, INTS 7). */
function attributeMessage(name: string, value: Attributes[string]): Message {
  const message = createMessage().text(1, name)
  if (typeof value === 'number') return message.integer(3, value).integer(20, 2)
  for (const one of value ?? []) message.integer(8, one)
  return message.integer(20, 7)
}

/** `NodeProto`: input 1, output 2, op_type 4, attribute 5. */
function nodeMessage(node: GraphNode): Message {
  const message = createMessage()
  for (const input of node.inputs) message.text(1, input.name)
  message.text(2, node.output.name).text(4, node.operator)
  for (const [name, value] of Object.entries(node.attributes))
    message.message(5, attributeMessage(name, value))
  return message
}

/** `ValueInfoProto` with a `TypeProto.Tensor` of fixed dimensions. */
function valueMessage(tensor: Tensor): Message {
  const shape = createMessage()
  for (const axis of tensor.shape) shape.message(1, createMessage().integer(1, axis))
  const type = createMessage().integer(1, dataTypes[tensor.type]).message(2, shape)
  return createMessage().text(1, tensor.name).message(2, createMessage().message(1, type))
}

/**
 * Bytes of an ONNX `ModelProto`.
 *
 * Source: onnx.proto of ONNX 1.13 (`GraphProto`: node 1, name 2, initializer 5, input 11,
 * output 12; `ModelProto`: ir_version 1, graph 7, opset_import 8,
 * metadata_props 14).
 */
export function encodeModel(parts: {
  nodes: readonly GraphNode[]
  inputs: readonly Tensor[]
  outputs: readonly Tensor[]
  constants: readonly Constant[]
  metadata: Readonly<Record<string, string>>
}): Uint8Array {
  const graph = createMessage()
  for (const node of parts.nodes) graph.message(1, nodeMessage(node))
  graph.text(2, 'vain')
  for (const constant of parts.constants) graph.message(5, constantMessage(constant))
  for (const input of parts.inputs) graph.message(11, valueMessage(input))
  for (const output of parts.outputs) graph.message(12, valueMessage(output))
  const operators = createMessage().text(1, '').integer(2, operatorSet)
  const model = createMessage().integer(1, irVersion).message(7, graph).message(8, operators)
  for (const [key, value] of Object.entries(parts.metadata))
    model.message(14, createMessage().text(1, key).text(2, value))
  return model.encode()
}
