/** What everything but Node has: no native library, and of the other one the part that is WebAssembly. */

import { VainError } from '@vain/base'
import type { Program } from '../../training/program.ts'

export const loadNative = async (): Promise<Program> => refuse('cpu')
export const loadWebGpu = async (): Promise<Program> => refuse('webgpu')

/** The library of the `wasm` engine, without the engines that would load twice as much. */
export const importWasm = (): Promise<typeof import('onnxruntime-web')> =>
  import('onnxruntime-web/wasm')

function refuse(engine: string): never {
  throw new VainError('learn/engine-absent', 'this engine is for Node alone', { engine })
}
