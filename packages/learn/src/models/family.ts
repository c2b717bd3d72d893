import type { Architecture } from './architecture.ts'

/** A size that a model may be asked for with, a whole number. */
export type Size = {
  readonly least: number
  readonly greatest: number
  /** What it is if it is not told; without one it must be. */
  readonly usual?: number
}

/** Models of one kind and different sizes. */
export type Family = {
  readonly sizes: Readonly<Record<string, Size>>
  /**
   * @param sizes - all of them, within their ranges
   * @throws {VainError} `learn/bad-model-size` if they do not go together
   */
  readonly create: (sizes: Readonly<Record<string, number>>) => Architecture
}

/** A family whose sizes are known by name. */
export function defineFamily<Name extends string>(family: {
  readonly sizes: Readonly<Record<Name, Size>>
  readonly create: (sizes: Readonly<Record<Name, number>>) => Architecture
}): Family {
  return family
}

/** Percent of a hidden layer that a model drops while training. */
export const dropoutSize: Size = { least: 0, greatest: 90, usual: 0 }

/** The `dropout` of an architecture of so many percent. */
export function dropoutOf(percent: number): { dropout?: number } {
  return percent === 0 ? {} : { dropout: percent / 100 }
}
