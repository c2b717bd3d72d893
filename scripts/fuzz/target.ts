import type { Inputs } from './mutate/inputs.ts'

/** A decoder of what comes from the network, the chain, the disk or a person. */
export type Target = {
  /** `area/function`. */
  readonly name: string
  /** Source files whose decoding it is. */
  readonly covers: readonly string[]
  readonly inputs: Inputs
  /**
   * Decodes an input. It may return anything and throw a `VainError`; whatever else it throws is a
   * crash.
   */
  readonly decode: (input: Uint8Array) => unknown
  /** Whether it says everything with values: then it must not throw at all. */
  readonly isTotal?: boolean
  /** Inputs that it gets, for one of an ordinary decoder; 1 if it is left out. */
  readonly share?: number
  /** Most memory that one input may take. */
  readonly memory?: MemoryBound
  /** Longest input that callers let through, in bytes; longer bombs are not made. */
  readonly longest: number
}

export type MemoryBound = {
  /** Whatever the input is. */
  readonly bytes: number
  /** And for each of its bytes. */
  readonly perByte: number
}

/** What an ordinary decoder may take. */
export const usualMemory: MemoryBound = { bytes: 2_097_152, perByte: 64 }
