import { VainError } from '@vain/base'
import { loadNative, loadWebGpu } from '#platform'
import type { Engine } from '../training/engine.ts'
import { evaluation } from '../training/evaluate.ts'
import type { LoadProgram, Program } from '../training/program.ts'
import { runJob } from '../training/runJob.ts'
import { lotTaking } from '../training/takeLot.ts'
import { training } from '../training/train.ts'
import type { EngineName } from './engineName.ts'
import type { NativeOptions } from './loadNative.ts'
import { loadWasm } from './loadWasm.ts'

/** Settings of an engine. */
export type EngineOptions = {
  /** Threads per step on the processor, default 1: more seldom pay for small models. */
  readonly threads?: number
  /**
   * A clock in ms. With it, as many steps are taken together as fit in about 100 ms; without, 8. It
   * has no part in the results.
   */
  readonly now?: () => number
  /**
   * Keeps programs loaded until the engine is closed, default false: for many short jobs with the
   * same few programs, which are told apart by their array, not by what is in it. Jobs have to have
   * ended before it is closed.
   */
  readonly keepsPrograms?: boolean
}

function loaderOf(name: EngineName, options: NativeOptions): LoadProgram {
  switch (name) {
    case 'cpu':
    case 'cuda':
      return (bytes) => loadNative(bytes, name, options)
    case 'webgpu':
      return (bytes) => loadWebGpu(bytes, options)
    case 'wasm':
      return loadWasm
  }
}

/**
 * An engine, by onnxruntime.
 *
 * Steps block the thread that they are started from: a daemon runs an engine in a process of its own.
 * On `wasm` results are the same bytes on every machine; on all others they differ in the last bits
 * between processors and thread counts. What an engine needs is looked for with the first job.
 */
export function createEngine(name: EngineName, options: EngineOptions = {}): Engine {
  const { threads = 1, now, keepsPrograms = false } = options
  const loader = loaderOf(name, { threads, now })
  const kept = new Map<Uint8Array, Promise<Program>>()
  const loadOnce: LoadProgram = async (bytes) => {
    const program = kept.get(bytes) ?? loader(bytes)
    kept.set(bytes, program)
    return { ...(await program), close: async () => undefined }
  }
  let closed = false
  const load: LoadProgram = async (bytes) => {
    if (closed) throw new VainError('learn/engine-closed', 'the engine is closed', {})
    return keepsPrograms ? loadOnce(bytes) : loader(bytes)
  }
  return {
    train: (job, hooks) => runJob(load, training, job, hooks),
    takeLot: (job, hooks) => runJob(load, lotTaking, job, hooks),
    evaluate: (job, hooks) => runJob(load, evaluation, job, hooks),
    async close() {
      closed = true
      for (const loaded of await Promise.allSettled(kept.values()))
        if (loaded.status === 'fulfilled') await loaded.value.close()
      kept.clear()
    },
  }
}
