import { bytesOf, readFields } from '../graph/readProtobuf.ts'

const decoder = new TextDecoder()

/** Names in the `ValueInfoProto` messages of one field of a graph. */
function namesIn(graph: Uint8Array, field: number): string[] {
  return bytesOf(readFields(graph), field).map((value) =>
    decoder.decode(bytesOf(readFields(value), 1).at(-1) ?? new Uint8Array(0)),
  )
}

/** The `GraphProto` of an ONNX model. @throws {VainError} `learn/bad-program` */
export function readGraph(program: Uint8Array): Uint8Array {
  return bytesOf(readFields(program), 7).at(-1) ?? new Uint8Array(0)
}

/**
 * Names of what a program carries from step to step: every input `name` with an output `name2`.
 *
 * @throws {VainError} `learn/bad-program` unless the bytes are a protobuf message
 */
export function carriedNames(program: Uint8Array): string[] {
  const graph = readGraph(program)
  const outputs = new Set(namesIn(graph, 12))
  return namesIn(graph, 11).filter((name) => outputs.has(`${name}2`))
}
