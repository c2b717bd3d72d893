import { importWasm } from '#platform'
import type { Program } from '../training/program.ts'
import { openSession, runOnce } from './session.ts'
import { beginStepByStep } from './stepByStep.ts'

/**
 * What the bits of the `wasm` engine come from: another version may give others, so one that replays
 * a step needs this one.
 */
export const canonicalLibrary = {
  name: 'onnxruntime-web',
  version: '1.30.0',
  file: 'ort-wasm-simd-threaded.wasm',
  sha256: '0x3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
} as const

/**
 * Loads a program for WebAssembly, on one thread.
 *
 * The library copies what is carried into its memory and out of it in every step: it has no outputs
 * that are given to it (microsoft/onnxruntime issue 25786).
 */
export async function loadWasm(bytes: Uint8Array): Promise<Program> {
  const library = await importWasm()
  // More threads add up in another order, which shows in the last bits.
  library.env.wasm.numThreads = 1
  const session = await openSession(library, bytes, { executionProviders: ['wasm'] })
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run: (feeds) => runOnce(session, feeds),
    begin: async (start) => beginStepByStep(session, start),
    close: () => session.close(),
  }
}
