/** So many places of a ring from one on. */
const runFrom = (ring: readonly number[], at: number, length: number): readonly number[] =>
  Array.from({ length }, (_, step) => ring[(at + step) % ring.length] as number)

/**
 * On a ring, the neighbours of everyone: a *side* of so many places in either direction, which is a
 * Harary graph. Ascending.
 *
 * Source: Bell et al. 2020, §3.4; docs/protocol §4.9.
 */
export function ringNeighbours(
  ring: readonly number[],
  side: number,
): ReadonlyMap<number, readonly number[]> {
  return new Map(
    ring.map((index, at) => {
      const before = runFrom(ring, at + ring.length - side, side)
      return [index, [...before, ...runFrom(ring, at + 1, side)].sort((a, b) => a - b)]
    }),
  )
}

/**
 * Whether at least `least` survive of every side. With an honest survivor on each, the next honest
 * one is a neighbour all along the ring, so no choice of the dropped cuts the honest in two.
 */
export function ringHolds(
  ring: readonly number[],
  side: number,
  least: number,
  survivors: ReadonlySet<number>,
): boolean {
  return ring.every(
    (_, at) => runFrom(ring, at, side).filter((index) => survivors.has(index)).length >= least,
  )
}
