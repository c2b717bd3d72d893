import { VainError } from '@vain/base'
import type { InferenceSession } from 'onnxruntime-node'
import type { Engine } from '../training/engine.ts'
import { evaluate } from '../training/evaluate.ts'
import type { Port, Program, Values } from '../training/program.ts'
import { takeLot } from '../training/takeLot.ts'
import { train } from '../training/train.ts'

/** Settings of the CPU engine. */
export type CpuEngineOptions = {
  /** Threads per step, default 1: more seldom pay for models of this size. */
  readonly threads?: number
}

function toPort(value: InferenceSession.ValueMetadata): Port {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] }
}

async function loadProgram(bytes: Uint8Array, threads: number): Promise<Program> {
  // Loaded with the first program: the 45 MB library is not for those who only import this package.
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Waiting threads would spin and take the processor from the daemon's other work.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((cause: unknown) => {
    throw new VainError(
      'learn/bad-program',
      'the engine cannot load the program',
      { bytes: bytes.length },
      { cause },
    )
  })
  const inputs = session.inputMetadata.map(toPort)
  const toTensor = ({ name, type, shape }: Port, feeds: Readonly<Record<string, Values>>) => [
    name,
    new Tensor(type as 'float32', feeds[name] as Float32Array, shape as number[]),
  ]
  return {
    inputs,
    outputs: session.outputMetadata.map(toPort),
    async run(feeds) {
      const tensors = Object.fromEntries(inputs.map((port) => toTensor(port, feeds)))
      const outputs = await session.run(tensors).catch((cause: unknown) => {
        throw new VainError('learn/bad-program', 'the program failed', {}, { cause })
      })
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Values]),
      )
    },
    close: () => session.release(),
  }
}

/**
 * Engine on the CPU, by onnxruntime.
 *
 * A step blocks the thread that it is started from: a daemon runs the engine in a process of its
 * own. Results differ in the last bits between processors and thread counts.
 */
export function createCpuEngine(options: CpuEngineOptions = {}): Engine {
  const { threads = 1 } = options
  let closed = false
  const load = async (bytes: Uint8Array): Promise<Program> => {
    if (closed) throw new VainError('learn/engine-closed', 'the engine is closed', {})
    return loadProgram(bytes, threads)
  }
  return {
    train: (job, hooks) => train(load, job, hooks),
    takeLot: (job, hooks) => takeLot(load, job, hooks),
    evaluate: (job, hooks) => evaluate(load, job, hooks),
    async close() {
      closed = true
    },
  }
}
