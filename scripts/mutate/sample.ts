import { digestOf } from './files.ts'
import type { Mutant } from './mutants.ts'

/** Fewest mutants of a source in a sample, as far as it has so many. */
const fewest = 3

/**
 * Draws mutants from every source in proportion to how many it has.
 *
 * The order within a source depends on the seed alone, so that a larger sample holds a smaller one
 * but for rounding.
 */
export function drawSample(
  mutants: ReadonlyMap<string, readonly Mutant[]>,
  count: number,
  seed: number,
): Mutant[] {
  const total = [...mutants.values()].reduce((sum, { length }) => sum + length, 0)
  const drawn = [...mutants.values()].flatMap((all) => {
    const share = Math.max(fewest, Math.round((all.length * count) / total))
    return toOrder(all, seed)
      .slice(0, share)
      .map((mutant, place, { length }) => ({ mutant, progress: (place + 0.5) / length }))
  })
  // Whatever has been tried so far is a sample of all files, too.
  return drawn.sort((a, b) => a.progress - b.progress).map(({ mutant }) => mutant)
}

/** Mutants in an order that the seed decides. */
export function toOrder(mutants: readonly Mutant[], seed: number): Mutant[] {
  return mutants
    .map((mutant) => ({ mutant, key: digestOf(String(seed), mutant.id) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ mutant }) => mutant)
}
