import type { Dataset } from './dataset.ts'

/** Steps from the least target to the greatest: all of them are exact in `float32`. */
const steps = 2 ** 24

/** How many labels a target may have: it is told as a whole number `0 … 2²⁴`. */
export const targetLevels: number = steps + 1

/** What a label is multiplied by, before 1 is taken off, to be a number −1 … 1. */
export const targetShare: number = 2 / steps

/**
 * The label of a number that is to be told, as a part of its range.
 *
 * @param part - 0 for the least, 1 for the greatest
 */
export function toTarget(part: number): number {
  return Math.round(part * steps)
}

/** Mean square of the targets' distances from their mean, in half ranges: what the mean would lose. */
export function varianceOf({ labels, count }: Pick<Dataset, 'labels' | 'count'>): number {
  const mean = labels.reduce((sum, label) => sum + label, 0) / count
  const squares = labels.reduce((sum, label) => sum + (label - mean) ** 2, 0)
  return (squares / count) * targetShare * targetShare
}
