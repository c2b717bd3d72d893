import type { Numbers } from '@vain/protocol'
import type { VirtualClock } from '../clock/virtualClock.ts'
import type { Members } from '../learning/createMembers.ts'
import type { Server } from '../learning/createServer.ts'
import type { Ledger } from '../ledger/createLedger.ts'
import type { Population } from '../population/population.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Arrival } from './collect.ts'

/** What rounds are played with. */
export type Stage = {
  readonly scenario: Scenario
  readonly numbers: Numbers
  /** Numbers of an update without its weight. */
  readonly width: number
  readonly clock: VirtualClock<Arrival>
  readonly ledger: Ledger
  readonly population: Population
  readonly members: Members
  readonly server: Server
  /** Examples that a member goes through in a round, each pass counted. */
  examplesTrained(member: number): number
}

/** Whose vector came, how long after the round was opened, and with which losses. */
export type Contribution = {
  readonly member: number
  readonly seconds: number
  readonly loss: number
  readonly rms: number
}

/** How a round ended. */
export type RoundOutcome = {
  readonly round: number
  readonly outcome: 'certified' | 'aborted'
  readonly asked: number
  readonly contributions: readonly Contribution[]
  /** Members of U1 that are not in the sum. */
  readonly dropped: number
  /** Survivors whose seeds had to be recovered. */
  readonly vanished: number
  /** What a member sent and fetched; 0 in a round without a result. */
  readonly bytes: number
}
