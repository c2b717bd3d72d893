import type { Engine } from '../training/engine.ts'
import { createEngine, type EngineOptions } from './createEngine.ts'

/** The engine that every machine has: {@link createEngine} on the processor. */
export function createCpuEngine(options: EngineOptions = {}): Engine {
  return createEngine('cpu', options)
}
