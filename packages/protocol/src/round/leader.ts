import type { Hex } from '../hex.ts'
import type { Cursor, RunMachine, Surroundings } from './machine.ts'
import { liveStates } from './state.ts'

/** Whose turn it is. */
export type Leader = {
  readonly address: Hex
  /** Its index, unless it has retired since it took the lead. */
  readonly index: number | undefined
  readonly place: number
  /** First and last second of its turn, chain time. The end is exclusive. */
  readonly turn: { readonly begins: number; readonly ends: number }
}

/** Numbers that the head gives to begin counting in the ring: its low 48 bits. */
const placeBits = (1n << 48n) - 1n

/** What the leader depends on. */
export type LeaderSurroundings = Pick<Surroundings, 'params' | 'createdAt' | 'now' | 'ring'>

/**
 * The aggregator whose turn it is, or undefined if there is none at all.
 *
 * In a live state the stored leader until its turn ends, then whoever is next in the ring; between
 * rounds a place drawn from the head. Source: docs/protocol §6.4.
 */
export function leaderOf(machine: RunMachine, around: LeaderSurroundings): Leader | undefined {
  const { cursor, lead } = machine
  const { now, ring } = around
  if (!liveStates.includes(cursor.state)) return openerOf(machine, around)
  if (now < cursor.turnEnds) {
    const index = ring.find(({ address }) => address === lead.leader)?.index
    const turn = { begins: cursor.since, ends: cursor.turnEnds }
    return { address: lead.leader, index, place: lead.place, turn }
  }
  const turns = Math.floor((now - cursor.turnEnds) / lead.turnSeconds)
  const begins = cursor.turnEnds + turns * lead.turnSeconds
  const turn = { begins, ends: begins + lead.turnSeconds }
  return inRing(around, BigInt(lead.place + 1 + turns), turn)
}

/** Who may open the next round. */
function openerOf(machine: RunMachine, around: LeaderSurroundings): Leader | undefined {
  const { turnSeconds } = around.params
  const since = idleSince(machine.cursor, around.createdAt)
  const turns = Math.max(0, Math.floor((around.now - since) / turnSeconds))
  const begins = since + turns * turnSeconds
  const number = (BigInt(machine.head) & placeBits) + BigInt(turns)
  return inRing(around, number, { begins, ends: begins + turnSeconds })
}

/** Chain time (seconds) from which the turns to open are counted. */
function idleSince({ state, since, deadline }: Cursor, createdAt: number): number {
  if (state === 'idle') return createdAt
  return isPending(state) ? deadline : since
}

/** Whether a round has a certificate that may still be overturned. */
export function isPending(state: Cursor['state']): boolean {
  return state === 'certified' || state === 'disputed'
}

function inRing(
  { ring }: LeaderSurroundings,
  number: bigint,
  turn: Leader['turn'],
): Leader | undefined {
  if (ring.length === 0) return undefined
  const place = Number(number % BigInt(ring.length))
  const seat = ring[place]
  return seat && { ...seat, place, turn }
}
