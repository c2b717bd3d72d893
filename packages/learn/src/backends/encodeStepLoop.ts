import { createMessage, type Message } from '../graph/protobuf.ts'
import { readFields } from '../graph/readProtobuf.ts'
import type { Port } from '../training/program.ts'
import { readGraph } from './carriedNames.ts'

/** `TensorProto.DataType` of what crosses the border of a program. */
const dataTypes: Readonly<Record<string, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 }

/** Fields of `GraphProto` that the loop writes anew; all others belong to the step. */
const [nodeField, nameField, inputField, outputField] = [1, 2, 11, 12]

/** What a step takes and gives, by how the loop treats it. */
export type StepPorts = {
  /** Inputs whose next value is the output of the same name and a 2. */
  readonly carried: readonly Port[]
  /** Inputs that are the same in all steps. */
  readonly fixed: readonly Port[]
  /** Inputs of which every step has its own. */
  readonly batch: readonly Port[]
  /** Outputs that every step gives, besides what is carried. */
  readonly told: readonly Port[]
}

/** Names outside of the loop; no name of ours holds a slash. */
export const outside = (name: string): string => `steps/${name}`
/** Name of the scalar `int64` that tells how many steps to take. */
export const countName: string = outside('count')

const [stepName, goName] = [outside('step'), outside('go')]

type Axis = number | string

/** `ValueInfoProto` with a `TypeProto.Tensor`. */
function valueMessage(name: string, type: string, shape: readonly Axis[]): Message {
  const axes = createMessage()
  for (const axis of shape)
    axes.message(
      1,
      typeof axis === 'string' ? createMessage().text(2, axis) : createMessage().integer(1, axis),
    )
  const tensor = createMessage()
    .integer(1, dataTypes[type] ?? 0)
    .message(2, axes)
  return createMessage().text(1, name).message(2, createMessage().message(1, tensor))
}

/** `NodeProto`. */
function nodeMessage(operator: string, inputs: readonly string[], outputs: readonly string[]) {
  const message = createMessage()
  for (const name of inputs) message.text(1, name)
  for (const name of outputs) message.text(2, name)
  return message.text(4, operator)
}

/** The step as the body of the loop: its batch is cut from what the loop was given. */
function bodyMessage(program: Uint8Array, ports: StepPorts): Message {
  const { carried, batch, told } = ports
  const body = createMessage()
  for (const { name } of batch)
    body.message(nodeField, nodeMessage('Gather', [outside(name), stepName], [name]))
  const graph = readFields(readGraph(program))
  for (const { field, value } of graph) {
    const isOurs = field === nameField || field === inputField || field === outputField
    if (!isOurs && typeof value !== 'number') body.bytes(field, value)
  }
  body.message(nodeField, nodeMessage('Identity', [goName], [`${goName}2`]))
  body.text(nameField, 'step')
  body.message(inputField, valueMessage(stepName, 'int64', []))
  body.message(inputField, valueMessage(goName, 'bool', []))
  for (const { name, type, shape } of carried)
    body.message(inputField, valueMessage(name, type, shape))
  body.message(outputField, valueMessage(`${goName}2`, 'bool', []))
  for (const { name, type, shape } of carried)
    body.message(outputField, valueMessage(`${name}2`, type, shape))
  for (const { name, type, shape } of told)
    body.message(outputField, valueMessage(name, type, shape))
  return body
}

function graphMessage(program: Uint8Array, ports: StepPorts): Message {
  const { carried, fixed, batch, told } = ports
  const state = carried.map(({ name }) => outside(name))
  const next = state.map((name) => `${name}2`)
  const loop = nodeMessage(
    'Loop',
    // Without a condition it goes on to the count.
    [countName, '', ...state],
    [...next, ...told.map(({ name }) => outside(name))],
  )
  // `AttributeProto`: name 1, g 6, type 20 (GRAPH 5).
  const body = createMessage().text(1, 'body').message(6, bodyMessage(program, ports))
  const graph = createMessage().message(nodeField, loop.message(5, body.integer(20, 5)))
  graph.text(nameField, 'steps').message(inputField, valueMessage(countName, 'int64', []))
  for (const { name, type, shape } of batch)
    graph.message(inputField, valueMessage(outside(name), type, ['steps', ...shape]))
  for (const { name, type, shape } of fixed)
    graph.message(inputField, valueMessage(name, type, shape))
  for (const { name, type, shape } of carried) {
    graph.message(inputField, valueMessage(outside(name), type, shape))
    graph.message(outputField, valueMessage(`${outside(name)}2`, type, shape))
  }
  for (const { name, type, shape } of told)
    graph.message(outputField, valueMessage(outside(name), type, ['steps', ...shape]))
  return graph
}

/**
 * Puts a training step into an ONNX `Loop`, so that one call of the library takes many steps and
 * what is carried stays with the library in between.
 *
 * The nodes of the step are taken over byte by byte: the library runs the same operators in the same
 * order, and the results are the same to the last bit.
 *
 * @throws {VainError} `learn/bad-program` unless the bytes are a protobuf message
 *
 * Source: onnx.proto of ONNX 1.13; operator `Loop` of operator set 18.
 */
export function encodeStepLoop(program: Uint8Array, ports: StepPorts): Uint8Array {
  const model = createMessage()
  for (const { field, value } of readFields(program)) {
    if (field === 7) continue
    if (typeof value === 'number') model.integer(field, value)
    else model.bytes(field, value)
  }
  return model.message(7, graphMessage(program, ports)).encode()
}
