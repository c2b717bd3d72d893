import { masksWasm } from '../generated/masks.ts'
import { windowWords } from './kernel.ts'

/** What is used of WebAssembly's JavaScript interface, which no library of es2024 declares. */
type WebAssembly = {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (
    module: object,
  ) => { readonly exports: Loops & { readonly memory: { readonly buffer: ArrayBuffer } } }
}

const platform: WebAssembly | undefined = (globalThis as { WebAssembly?: WebAssembly }).WebAssembly

/** The compiled loops. Addresses and lengths are bytes. Source: wasm/masks.ts. */
type Loops = {
  readonly expand: (
    key: number,
    counter: number,
    window: number,
    length: number,
    minus: 0 | -1,
    lanes: number,
  ) => void
  readonly accumulate: (
    target: number,
    source: number,
    length: number,
    minus: 0 | -1,
    lanes: number,
  ) => void
}

/** The loops and the memory that they work on. */
export type Memory = Loops & {
  readonly bytes: Uint8Array
  /** Overwrites whatever a caller laid out. */
  readonly wipe: () => void
}

/** The loops work in steps of four blocks; a window may start within a block. */
const stepBytes = 256

/** A window that starts within a block, and the rest of its last step. */
const areaBytes = 4 * windowWords + 2 * stepBytes

/** Where things lie: a key, a window, and what is added to it. */
export const layout: Readonly<Record<'key' | 'window' | 'source' | 'end', number>> = {
  key: 0,
  window: stepBytes,
  source: stepBytes + areaBytes,
  end: stepBytes + 2 * areaBytes,
}

/** Bytes in whole steps. */
export const padded = (length: number): number => Math.ceil(length / stepBytes) * stepBytes

// WebAssembly's memory is little-endian everywhere, typed arrays are what the processor is.
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

let memory: Memory | undefined

/** Whether `loadMemory` works here: some platforms have no WebAssembly or no vectors in it. */
export function hasMemory(): boolean {
  return isLittleEndian && platform?.validate(code()) === true
}

/** The one memory of this thread. No caller leaves anything in it, so that it can be shared. */
export function loadMemory(): Memory {
  memory ??= instantiate()
  return memory
}

function instantiate(): Memory {
  // The cast holds: nobody comes here where `hasMemory` says no.
  const { Instance, Module } = platform as WebAssembly
  const { expand, accumulate, memory } = new Instance(new Module(code())).exports
  const bytes = new Uint8Array(memory.buffer)
  return { expand, accumulate, bytes, wipe: () => bytes.fill(0, 0, layout.end) }
}

const code = (): Uint8Array => Uint8Array.from(atob(masksWasm), (letter) => letter.charCodeAt(0))
