import { type Hex, zeroAddress, zeroHash } from '../hex.ts'
import type { RoundParams, RoundState } from './state.ts'
import type { Venue } from './transcript.ts'

/** An active aggregator. */
export type Seat = { readonly index: number; readonly address: Hex }

/** Active aggregators, ascending by index. */
export type Ring = readonly Seat[]

/** Where a run stands, as `RoundLedger` keeps it in one word. Times in seconds. */
export type Cursor = {
  readonly round: number
  readonly version: number
  readonly epoch: number
  readonly state: RoundState
  /** `final`: end of the dispute window; `disputed`: time of the certificate. */
  readonly since: number
  /** First second in which another aggregator than the stored leader leads. */
  readonly turnEnds: number
  /** Live states: last second in which the round advances. Certified, disputed: first as final. */
  readonly deadline: number
  readonly members: number
  readonly threshold: number
}

/** Who leads the current round and by which rules, as `RoundLedger` keeps it in one word. */
export type Lead = {
  /** The aggregator that leads until `turnEnds`. */
  readonly leader: Hex
  /** Its place in the ring when it took the lead. */
  readonly place: number
  readonly turnSeconds: number
  readonly phaseTurns: number
  readonly trainSeconds: number
  readonly disputeSeconds: number
  /** Whether somebody forced its way into the next round. */
  readonly forced: boolean
}

/** All that `RoundLedger` keeps for a run. */
export type RunMachine = {
  readonly cursor: Cursor
  readonly lead: Lead
  readonly head: Hex
  /** Word of the entries forced into the next round; zero without any. */
  readonly inbox: Hex
  /** Open disputes of the current round; means something only in `disputed`. */
  readonly disputes: number
}

/** What a transition depends on besides the run's own words. */
export type Surroundings = {
  readonly venue: Venue
  readonly run: number
  /** Rules that a round opened now would get. */
  readonly params: RoundParams
  /** Second from which rounds may be opened; 0 if the registry was never paused. */
  readonly pausedUntil: number
  readonly createdAt: number
  /** Chain time in seconds. */
  readonly now: number
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
      turnEnds: 0,
      deadline: 0,
      members: 0,
      threshold: 0,
    },
    lead: {
      leader: zeroAddress,
      place: 0,
      turnSeconds: 0,
      phaseTurns: 0,
      trainSeconds: 0,
      disputeSeconds: 0,
      forced: false,
    },
    head: genesis,
    inbox: zeroHash,
    disputes: 0,
  }
}
