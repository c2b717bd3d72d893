import type { InferenceSession } from 'onnxruntime-node'
import type { Program } from '../training/program.ts'
import { carriedNames } from './carriedNames.ts'
import { encodeStepLoop, type StepPorts } from './encodeStepLoop.ts'
import { beginResidentSteps, encodeReadBack } from './residentSteps.ts'
import { type Library, openSession, runOnce, type Session } from './session.ts'
import { beginStepLoop, portsOf } from './stepLoop.ts'

/** How the native library is used. */
export type NativeOptions = {
  readonly threads: number
  readonly now: (() => number) | undefined
}

// Loaded with the first program: the 45 MB library is not for those who only import this package.
async function loadLibrary(): Promise<Library> {
  const library = await import('onnxruntime-node')
  // What it would write to the error stream is in the errors that it throws.
  library.env.logLevel = 'fatal'
  return library
}

function settings(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Waiting threads would spin and take the processor from the daemon's other work.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
}

/** Loads a program for the processor, or for an NVIDIA GPU. */
export async function loadNative(
  bytes: Uint8Array,
  provider: 'cpu' | 'cuda',
  { threads, now }: NativeOptions,
): Promise<Program> {
  const library = await loadLibrary()
  const options = settings(provider, threads)
  const session = await openSession(library, bytes, options)
  const loops = new Map<string, Promise<Session>>()
  // Loading takes longer than a short job; what is carried decides which loop it is.
  const openLoop = (ports: StepPorts): Promise<Session> => {
    const key = JSON.stringify(ports)
    const loop = loops.get(key) ?? openSession(library, encodeStepLoop(bytes, ports), options)
    loops.set(key, loop)
    return loop
  }
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run: (feeds) => runOnce(session, feeds),
    async begin(start) {
      const ports = portsOf(session, start)
      return beginStepLoop(await openLoop(ports), ports, start, now)
    },
    async close() {
      const opened = await Promise.allSettled(loops.values())
      for (const loop of opened) if (loop.status === 'fulfilled') await loop.value.close()
      await session.close()
    },
  }
}

/** Loads a program for the GPU by WebGPU. */
export async function loadWebGpu(bytes: Uint8Array, { threads }: NativeOptions): Promise<Program> {
  const library = await loadLibrary()
  const options = settings('webgpu', threads)
  const carried = carriedNames(bytes)
  const places = carried.map((name) => [`${name}2`, 'gpu-buffer'] as const)
  const session = await openSession(library, bytes, {
    ...options,
    preferredOutputLocation: Object.fromEntries(places),
  })
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run: (feeds) => runOnce(session, feeds),
    async begin(start) {
      const { carried: ports } = portsOf(session, start)
      const readBack = await openSession(library, encodeReadBack(ports), options)
      return beginResidentSteps(session, readBack, start)
    },
    close: () => session.close(),
  }
}
