import type { Clock, Log, Meter, RandomSource } from '@vain/base'
import type { Content, Hex, Masker, OperatorKeys, RosterEntry } from '@vain/protocol'
import type { Diary } from '../api/index.ts'
import type { BudgetGate } from '../privacy/index.ts'
import type { Records } from '../record/index.ts'
import type { ChainView, Materials, Scene, Tables } from '../run/index.ts'
import type { MemberStore, RoundKey } from '../store/index.ts'
import type { RoundTrainer } from '../train/index.ts'
import type { Errands } from './createErrands.ts'
import type { Trainings } from './createTrainings.ts'

/** What a member needs. */
export type MemberDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  readonly chain: ChainView
  /** This operator's index in `KeyBook`. */
  readonly index: number
  readonly keys: Pick<OperatorKeys, 'staking'>
  readonly store: MemberStore
  readonly content: Content
  /** Digest of the CID of bytes that are not stored yet. */
  readonly contentOf: (bytes: Uint8Array) => Promise<Hex>
  readonly materials: Materials
  readonly tables: Tables
  readonly trainer: Pick<RoundTrainer, 'train' | 'takeLot' | 'measureStep'>
  readonly masker: Masker
  /** Keeps what trainings were; they are forgotten without. */
  readonly records?: Records | undefined
  /** Puts this operator into the roster of a run's next round and no other, in a transaction. */
  readonly force: (next: RoundKey, keys: RosterEntry) => Promise<unknown>
  /** Notes what was trained when. */
  readonly diary?: Pick<Diary, 'begin'> | undefined
  /** Tells aggregators that an answer is ready; nothing depends on it. */
  readonly hint: (run: number, round: number, phase: number) => void
  /** Counts refusals. */
  readonly meter?: Meter
}

export type MemberOptions = {
  /** Keeps each round's quantised update in the data folder for its owner. */
  readonly keepInputs: boolean
  /** Takes part in runs without masks too, in which its updates are public. */
  readonly allowUnmasked: boolean
  /** Longest wait for one artefact. */
  readonly fetchTimeoutMs: number
  /** Rounds without it after which it forces its way into the next one; 0 never does. */
  readonly forceAfterRounds: number
  /** Greatest ε that the whole budget of a run may have; undefined for any. */
  readonly maxEpsilon?: number | undefined
}

export type MemberSettings = MemberOptions & {
  /** Whether this operator takes part in a run. */
  readonly serves: (run: number) => boolean
  /** Whether its operator has paused it; it never is if this is left out. */
  readonly isPaused?: () => boolean
}

/** What the parts of a member share. */
export type Parts = {
  readonly deps: MemberDeps
  readonly options: MemberSettings
  readonly trainings: Trainings
  readonly errands: Errands
  readonly gate: BudgetGate
  /** Why it says nothing more in a round, by `nameOf`. */
  readonly refusals: Map<string, string>
  /** Runs that its operator was told of, and why it takes no part in them. */
  readonly dissents: Map<number, string>
}

/** Name of a round among the refusals: an opening that was replaced is another round. */
export const nameOf = ({ round }: Pick<Scene, 'round'>): string =>
  `${round.run}/${round.round}/${round.openHead}`
