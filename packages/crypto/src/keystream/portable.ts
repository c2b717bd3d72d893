import type { Kernel } from './kernel.ts'
import { hasMemory } from './memory.ts'
import { scalarKernel } from './scalar.ts'
import { simdKernel } from './simd.ts'

/** The kernel where there is no platform to ask: a browser. */
export const kernel: Kernel = hasMemory() ? simdKernel : scalarKernel
