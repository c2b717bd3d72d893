import { shorten } from './shorten.ts'
import { at, type Sent, type Trained, vectorOf } from './strategy.ts'

/**
 * Sends some coordinates of how far training went and of what was not sent before; the rest, and
 * what is cut off for its length, is kept for the next time (error feedback).
 *
 * @param coordinates - of the round, the same for all members
 * @param own - what was kept, `d` values, left as they were
 *
 * Source: Stich et al. 2018, algorithm 1 (memory).
 */
export function sendSome(
  coordinates: Int32Array,
  {
    start,
    end,
    greatestNorm = Number.POSITIVE_INFINITY,
  }: Pick<Trained, 'start' | 'end' | 'greatestNorm'>,
  own: Float32Array,
): Sent {
  const next = vectorOf(start.length, (j) => at(own, j) + at(end, j) - at(start, j))
  const update = Float32Array.from(coordinates, (j) => at(next, j))
  shorten(update, greatestNorm)
  coordinates.forEach((j, i) => {
    next[j] = at(next, j) - at(update, i)
  })
  return { update, own: next }
}
