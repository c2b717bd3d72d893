/** One round that is measured. */
export type Size = {
  readonly members: number
  readonly parameters: number
  /** Part of the members that sent shares and then no vector. */
  readonly dropShare: number
  readonly lanes: 16 | 32
  /**
   * How many clients mask whole vectors; undefined for all. The others mask the first words only,
   * so that the sum can still be checked there.
   */
  readonly sample?: number
}

const size = (
  members: number,
  parameters: number,
  dropShare: number,
  more: Partial<Pick<Size, 'lanes' | 'sample'>> = {},
): Size => ({ members, parameters, dropShare, lanes: 32, ...more })

/** A few minutes on two quiet cores. */
export const briefGrid: readonly Size[] = [
  ...[0, 0.1, 0.3].map((drop) => size(20, 1e5, drop)),
  size(20, 1e6, 0.1),
  size(10, 1e6, 0.1),
  size(100, 1e6, 0.1),
  ...[0, 0.3].map((drop) => size(100, 1e6, drop, { sample: 10 })),
  size(100, 1e6, 0.1, { lanes: 16, sample: 10 }),
  size(100, 1e5, 0.1),
  size(100, 1e7, 0.1, { sample: 3 }),
  size(300, 1e5, 0.1, { sample: 50 }),
  size(1000, 1e5, 0.1, { sample: 50 }),
]

/** Every combination, and all clients: an hour and more. */
export const fullGrid: readonly Size[] = [10, 20, 100, 300, 1000].flatMap((members) =>
  [1e5, 1e6, 1e7].flatMap((parameters) =>
    [0, 0.1, 0.3].flatMap((drop) =>
      ([32, 16] as const).map((lanes) =>
        size(members, parameters, drop, {
          lanes,
          // What would take hours is sampled.
          ...(members * parameters > 1e8 && { sample: 10 }),
        }),
      ),
    ),
  ),
)

/** The part of a figure's name that says what the round was like. */
export function labelOf({ members, parameters, dropShare, lanes, sample }: Size): string {
  const words = parameters.toExponential().replace('+', '')
  return [
    `n=${members},d=${words},drop=${dropShare}`,
    lanes === 32 ? '' : `,lanes=${lanes}`,
    sample === undefined ? '' : `,sample=${sample}`,
  ].join('')
}
