/** What Node has engines of. */

export { loadNative, loadWebGpu } from '../loadNative.ts'

/** The library of the `wasm` engine. */
export const importWasm = (): Promise<typeof import('onnxruntime-web')> => import('onnxruntime-web')
