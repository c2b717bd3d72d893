import { type Hex, zeroHash } from '../hex.ts'
import type { RoundParams, RoundState } from './state.ts'
import type { Venue } from './transcript.ts'

/** Active aggregators, ascending by index. */
export type Ring = readonly number[]

/** The packed word that `RoundLedger` keeps for a run. Times in seconds. */
export type Cursor = {
  readonly round: number
  readonly version: number
  readonly epoch: number
  readonly state: RoundState
  readonly since: number
  readonly members: number
  readonly threshold: number
  readonly survivors: number
  /** Offset in the ring of the aggregator that made the last transition. */
  readonly lead: number
}

/** All that `RoundLedger` keeps for a run: four words. */
export type RunMachine = {
  readonly cursor: Cursor
  readonly transcript: Hex
  readonly head: Hex
  readonly seed: Hex
}

/** What a transition depends on besides the run's own words. */
export type Surroundings = {
  readonly venue: Venue
  readonly run: number
  readonly params: RoundParams
  readonly createdAt: number
  /** Chain time in seconds. */
  readonly now: number
  /** Active aggregators, ascending. */
  readonly ring: Ring
}

/** A run that no round was opened for. */
export function createRunMachine(genesis: Hex): RunMachine {
  return {
    cursor: {
      round: 0,
      version: 0,
      epoch: 0,
      state: 'idle',
      since: 0,
      members: 0,
      threshold: 0,
      survivors: 0,
      lead: 0,
    },
    transcript: zeroHash,
    head: genesis,
    seed: zeroHash,
  }
}
