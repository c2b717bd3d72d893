import { type ChaosPhase, chaosPhases } from '../network/phases.ts'

export const chaosFaults = [
  ...(['pause', 'delay', 'kill', 'partition', 'late-join', 'rejoin', 'slow', 'lossy'] as const),
  'reorg',
] as const

export type ChaosFault = (typeof chaosFaults)[number]

export const chaosRoles = ['node', 'aggregator', 'validator', 'chain'] as const

export type ChaosRole = (typeof chaosRoles)[number]

/** A fault that befalls somebody in a phase of a round. */
export type Cell = {
  readonly fault: ChaosFault
  readonly role: ChaosRole
  readonly phase: ChaosPhase
}

/** Only a chain is reorganised, and without a chain no round is there to be joined late. */
const isSensible = ({ fault, role }: Cell): boolean =>
  role === 'chain' ? fault !== 'late-join' : fault !== 'reorg'

/** The whole matrix. */
export const allCells: readonly Cell[] = chaosFaults
  .flatMap((fault) =>
    chaosRoles.flatMap((role) => chaosPhases.map((phase) => ({ fault, role, phase }))),
  )
  .filter(isSensible)

export const nameOf = ({ fault, role, phase }: Cell): string => `${fault} ${role} ${phase}`

/**
 * The cells in the order in which they are tried: at random, but each fault of each role once before
 * any comes a second time, so that a part of the matrix tells of all of it.
 *
 * @param random - numbers in [0, 1)
 */
export function shuffleCells(cells: readonly Cell[], random: () => number): readonly Cell[] {
  const groups = Map.groupBy(cells, ({ fault, role }) => `${fault} ${role}`)
  const drawn = [...groups.values()].flatMap((group) =>
    group
      .map((cell) => ({ cell, by: random() }))
      .sort((a, b) => a.by - b.by)
      .map(({ cell }, turn) => ({ cell, by: turn + random() })),
  )
  return drawn.sort((a, b) => a.by - b.by).map(({ cell }) => cell)
}
