import { VainError } from '@vain/base'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Port, Values } from '../training/program.ts'

/** What onnxruntime's libraries for Node.js and for WebAssembly have in common. */
export type Library = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>

/** A program that one of the libraries has loaded. */
export type Session = {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** A tensor over the values, which are not copied, for an input of this program. */
  toTensor(input: Port, values: Values | BigInt64Array): Tensor
  /** @throws {VainError} `learn/bad-program` */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  close(): Promise<void>
}

function toPort(value: InferenceSession.ValueMetadata): Port {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] }
}

/** How the library says that it has no GPU, or not the files to speak to one. */
const absence = /adapter|shared library|CUDA|driver/i

function toError(cause: unknown, bytes: Uint8Array, options: InferenceSession.SessionOptions) {
  const [engine] = options.executionProviders ?? []
  const isGpu = engine !== 'cpu' && engine !== 'wasm'
  return isGpu && absence.test(String(cause))
    ? new VainError(
        'learn/engine-absent',
        'this machine lacks what the engine needs',
        {},
        { cause },
      )
    : new VainError(
        'learn/bad-program',
        'the engine cannot load the program',
        { bytes: bytes.length },
        { cause },
      )
}

/**
 * Loads a program.
 *
 * @throws {VainError} `learn/bad-program` if the library refuses it, `learn/engine-absent` if it finds
 *   no GPU to run it on
 */
export async function openSession(
  { InferenceSession, Tensor }: Library,
  bytes: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<Session> {
  const session = await InferenceSession.create(bytes, {
    logSeverityLevel: 3,
    ...options,
  }).catch((cause: unknown) => {
    throw toError(cause, bytes, options)
  })
  return {
    inputs: session.inputMetadata.map(toPort),
    outputs: session.outputMetadata.map(toPort),
    toTensor: ({ type, shape }, values) =>
      new Tensor(type as 'float32', values as Float32Array, shape as number[]),
    run: (feeds) =>
      session.run(feeds).catch((cause: unknown) => {
        throw new VainError('learn/bad-program', 'the program failed', {}, { cause })
      }),
    close: () => session.release(),
  }
}

/** Runs a session once on plain values; inputs that it does not have are left out. */
export async function runOnce(
  session: Session,
  feeds: Readonly<Record<string, Values>>,
): Promise<Record<string, Values>> {
  const tensors = Object.fromEntries(
    session.inputs.map((port) => [port.name, session.toTensor(port, feeds[port.name] as Values)]),
  )
  const outputs = await session.run(tensors)
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Values]),
  )
}
