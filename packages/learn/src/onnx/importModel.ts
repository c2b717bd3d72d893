import { toHex, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { crossEntropy } from '../graph/crossEntropy.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { reshape } from '../graph/shaping.ts'
import { axisOf, sizeOf, type Tensor } from '../graph/tensor.ts'
import type { Architecture, ParameterSpec } from '../models/architecture.ts'
import type { Base } from '../models/base.ts'
import { type Call, operators, type Value } from './operators.ts'
import { type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnx } from './readOnnx.ts'

function refuse(reason: string, context: object): never {
  throw new VainError('learn/unsupported-onnx', reason, context)
}

/** A final softmax, which the loss has within itself. */
const finals = ['Softmax', 'LogSoftmax']

type Floats = Extract<OnnxTensor, { kind: 'floats' }>

/** What is trained of a model: its initialisers of floats, in the order of the file. */
function parametersOf({ initialisers }: OnnxGraph): [string, Floats][] {
  return [...initialisers].flatMap(([name, tensor]) =>
    tensor.kind === 'floats' ? [[name, tensor] as [string, Floats]] : [],
  )
}

function constantOf({ attributes, outputs }: OnnxNode): Value {
  const tensor = attributes.get('value')?.tensor
  if (tensor?.kind !== 'integers')
    refuse('Constant is known only with whole numbers', { output: outputs[0] })
  return { kind: 'integers', values: tensor.values }
}

function createCall(graph: Graph, node: OnnxNode, values: ReadonlyMap<string, Value>): Call {
  const find = (input: number): Value | undefined => values.get(node.inputs[input] ?? '')
  const lacks = (input: number) =>
    refuse(`${node.operator} lacks an input`, { operator: node.operator, input })
  const optional = (input: number) => {
    const value = find(input)
    return value?.kind === 'tensor' ? value.tensor : undefined
  }
  return {
    graph,
    node,
    optional,
    tensor: (input) => optional(input) ?? lacks(input),
    integers(input) {
      const value = find(input)
      return value?.kind === 'integers' ? value.values : lacks(input)
    },
  }
}

/** The output's name, and those that it has before operators that change nothing. */
function findEnds({ nodes, outputs }: OnnxGraph): Set<string> {
  const ends = new Set(outputs.slice(0, 1))
  for (const { operator, inputs, outputs: made } of nodes.toReversed())
    if (operator === 'Identity' && ends.has(made[0] ?? '')) ends.add(inputs[0] ?? '')
  return ends
}

/** Emits the nodes and returns what the model gives, before a final softmax. */
function emitNodes(graph: Graph, model: OnnxGraph, values: Map<string, Value>): Tensor {
  const ends = findEnds(model)
  for (const node of model.nodes) {
    const [output = ''] = node.outputs
    if (node.operator === 'Constant') {
      values.set(output, constantOf(node))
      continue
    }
    const isFinal = finals.includes(node.operator) && ends.has(output)
    const operator = isFinal
      ? operators.Identity
      : Object.hasOwn(operators, node.operator)
        ? operators[node.operator]
        : undefined
    if (operator === undefined)
      refuse(`the operator ${node.operator} is not among those that can be trained`, {
        operator: node.operator,
        known: Object.keys(operators),
      })
    const tensor = operator(createCall(graph, node, values))
    values.set(output, { kind: 'tensor', tensor })
  }
  const logits = values.get(model.outputs[0] ?? '')
  if (logits?.kind !== 'tensor' || logits.tensor.shape.length !== 2)
    refuse('the model does not give a row of numbers for each example', {
      outputs: model.outputs,
    })
  return logits.tensor
}

/** The only input: `float` with the examples along its first axis. */
function inputOf({ inputs }: OnnxGraph) {
  const [input, ...others] = inputs
  const rest = input?.shape.slice(1) ?? []
  if (
    input?.type !== 1 ||
    others.length > 0 ||
    rest.length === 0 ||
    !rest.every((size) => size > 0)
  )
    refuse('the model does not take one tensor of floats, fixed but for the examples', {
      inputs: inputs.map(({ name, shape }) => ({ name, shape })),
    })
  return { name: input.name, rest }
}

/** Which initialisers are matrices of dense layers. */
function isDense(model: OnnxGraph, name: string): boolean {
  return model.nodes.some(
    ({ operator, inputs }) => (operator === 'Gemm' || operator === 'MatMul') && inputs[1] === name,
  )
}

function createArchitecture(model: OnnxGraph): Architecture {
  const { name: inputName, rest } = inputOf(model)
  const parameters = parametersOf(model)
  const emitLogits = (graph: Graph, x: Tensor, tensors: readonly Tensor[]): Tensor => {
    const values = new Map<string, Value>()
    for (const [name, tensor] of model.initialisers)
      if (tensor.kind === 'integers') values.set(name, tensor)
    parameters.forEach(([name], i) => {
      // There is a tensor for each parameter.
      values.set(name, { kind: 'tensor', tensor: tensors[i] as Tensor })
    })
    const tensor = reshape(graph, x, [axisOf(x, 0), ...rest])
    values.set(inputName, { kind: 'tensor', tensor })
    return emitNodes(graph, model, values)
  }
  const specs = parameters.map(
    ([name, { shape }]): ParameterSpec => ({ shape, isDense: isDense(model, name) }),
  )
  // Built once for an example, so that what is not known is refused here, and the classes are known.
  const trial = createGraph()
  const inputs = specs.map(({ shape }, i) => trial.input(`w${i}`, shape))
  const classes = axisOf(emitLogits(trial, trial.input('x', [1, sizeOf(rest)]), inputs), 1)
  // A softmax of one number is 1, whatever the model says: nothing could be learnt.
  if (classes < 2) refuse('the model tells fewer than two classes apart', { classes })
  return {
    inputSize: sizeOf(rest),
    inputType: 'float32',
    labelSize: 1,
    classes,
    parameters: specs,
    forward(graph, { x, y, parameters: tensors }) {
      const logits = emitLogits(graph, x, tensors)
      return { logits, losses: crossEntropy(graph, logits, y) }
    },
  }
}

/**
 * Takes an ONNX inference model as one to train on: a classifier of numbers, built of a few
 * operators.
 *
 * Its floats become the parameters, in the order of the file; a softmax at its end is left to the
 * loss.
 *
 * @throws {VainError} `learn/bad-program` if the bytes are no ONNX model, `learn/unsupported-onnx`
 *   with the name of what is not known
 */
export function importModel(bytes: Uint8Array): Base {
  const model = readOnnx(bytes)
  const parameters = parametersOf(model)
  const size = parameters.reduce((sum, [, { values }]) => sum + values.length, 0)
  const flat = new Float32Array(size)
  let offset = 0
  for (const [, { values }] of parameters) {
    flat.set(values, offset)
    offset += values.length
  }
  if (!flat.every(Number.isFinite)) refuse('a number of the model is not finite', {})
  const name = `onnx:${toHex(sha256(bytes)).slice(2)}`
  return { model: { name, architecture: createArchitecture(model) }, parameters: flat }
}
