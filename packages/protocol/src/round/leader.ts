import type { RunMachine, Surroundings } from './machine.ts'
import type { RoundParams } from './state.ts'

/** Whose turn it is: its index, its offset in the ring from the seed, and the turns that passed. */
export type Leader = { readonly index: number; readonly offset: number; readonly turns: number }

/** Chain time (seconds) from which a run's turns are counted in its present state. */
export function turnsBegin(machine: RunMachine, params: RoundParams, createdAt: number): number {
  const { state, since } = machine.cursor
  if (state === 'shared') return since + params.trainSeconds
  if (state === 'certified') return since + params.disputeSeconds
  return Math.max(since, createdAt)
}

/**
 * The aggregator that may make the next transition, or undefined if there is none at all.
 * Source: docs/protocol §6.4.
 */
export function leaderOf(
  machine: RunMachine,
  around: Pick<Surroundings, 'params' | 'createdAt' | 'now' | 'ring'>,
): Leader | undefined {
  const { ring, params } = around
  if (ring.length === 0) return undefined
  const elapsed = Math.max(0, around.now - turnsBegin(machine, params, around.createdAt))
  const turns = Math.floor(elapsed / params.turnSeconds)
  const offset = (machine.cursor.lead + turns) % ring.length
  const start = Number(BigInt(machine.seed) % BigInt(ring.length))
  return { index: ring[(start + offset) % ring.length] as number, offset, turns }
}

/** Last second (chain time) of a live state. Source: docs/protocol §6.4. */
export function deadlineOf(cursor: RunMachine['cursor'], params: RoundParams): number {
  const training = cursor.state === 'shared' ? params.trainSeconds : 0
  return cursor.since + params.phaseTurns * params.turnSeconds + training
}
