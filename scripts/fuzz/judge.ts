import { GCProfiler, getHeapStatistics } from 'node:v8'
import { VainError } from '@vain/base'
import { type Target, usualMemory } from './target.ts'

/** Something that a decoder must not do. */
export type Finding = {
  readonly target: string
  readonly kind: 'crash' | 'memory' | 'time'
  readonly detail: string
  readonly input: Uint8Array
}

/** Bytes of heap and buffers. */
function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

/** The error of a decoder that crashed; undefined if it did as it should. */
async function crashOf(target: Target, input: Uint8Array): Promise<string | undefined> {
  try {
    // Nothing is awaited where nothing is promised: what is measured is the decoder.
    const decoded = target.decode(input)
    if (decoded instanceof Promise) await decoded
    return undefined
  } catch (error) {
    if (error instanceof VainError && target.isTotal !== true) return undefined
    return error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)
  }
}

/** Most bytes that an input may take. */
function mostBytes({ memory = usualMemory }: Target, input: Uint8Array): number {
  return memory.bytes + memory.perByte * input.length
}

const inMib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** Tries one input. A collection in the middle of it can hide memory, which `measureInput` sees. */
export async function tryInput(target: Target, input: Uint8Array): Promise<Finding | undefined> {
  const before = bytesInUse()
  const crash = await crashOf(target, input)
  const taken = bytesInUse() - before
  if (crash !== undefined) return { target: target.name, kind: 'crash', detail: crash, input }
  if (taken <= mostBytes(target, input)) return undefined
  return (await measureInput(target, input)).finding
}

/** What one input costs. */
export type Cost = { readonly finding?: Finding; readonly peakBytes: number; readonly ms: number }

/** So often an input must take too much: what else the process holds is swept up at any time. */
const memoryTries = 5

/** Tries one input and measures the most memory that it held, over all collections. */
export async function measureInput(target: Target, input: Uint8Array): Promise<Cost> {
  for (let tries = 1; ; tries++) {
    const { crash, ...cost } = await measureOnce(target, input)
    if (crash !== undefined)
      return { ...cost, finding: { target: target.name, kind: 'crash', detail: crash, input } }
    if (cost.peakBytes <= mostBytes(target, input)) return cost
    if (tries < memoryTries) continue
    const detail = `${inMib(cost.peakBytes)} for ${input.length} bytes`
    return { ...cost, finding: { target: target.name, kind: 'memory', detail, input } }
  }
}

async function measureOnce(
  target: Target,
  input: Uint8Array,
): Promise<{ readonly peakBytes: number; readonly ms: number; readonly crash?: string }> {
  const profiler = new GCProfiler()
  const before = bytesInUse()
  profiler.start()
  const begin = performance.now()
  const crash = await crashOf(target, input)
  const ms = performance.now() - begin
  const after = bytesInUse()
  const collections = profiler.stop()?.statistics ?? []
  const peaks = collections.map(
    ({ beforeGC: { heapStatistics: heap } }) => heap.usedHeapSize + heap.externalMemory,
  )
  const peakBytes = Math.max(after, ...peaks) - before
  return { peakBytes, ms, ...(crash !== undefined && { crash }) }
}
