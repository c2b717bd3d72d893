/**
 * What a program can run on.
 *
 * - `cpu`: the processor, by onnxruntime's native library.
 * - `wasm`: onnxruntime compiled to WebAssembly, on one thread: the same bits everywhere, so the
 *   engine by which a step is replayed.
 * - `webgpu`: the GPU, by the native library over Vulkan, Metal or Direct3D.
 * - `cuda`: an NVIDIA GPU, by files of the native library that are installed apart.
 */
export type EngineName = 'cpu' | 'wasm' | 'webgpu' | 'cuda'

/** All engines, the one first that every machine has. */
export const engineNames: readonly EngineName[] = ['cpu', 'wasm', 'webgpu', 'cuda']
