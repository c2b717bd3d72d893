import { VainError } from '@vain/base'
import type { Artefact } from '../artefact.ts'
import { type Hex, zeroHash } from '../hex.ts'
import type { Ring, RunMachine } from '../round/machine.ts'
import type { RoundState } from '../round/state.ts'
import type { ForcedKeys, Venue } from '../round/transcript.ts'
import { type Place, type RunSpec, roles } from './events.ts'

/** An operator of `KeyBook`. */
export type Operator = {
  readonly index: number
  readonly address: Hex
  readonly peerKey: Uint8Array
  readonly roles: number
  readonly active: boolean
  readonly blsKey: Uint8Array
  readonly blsProof: Uint8Array
  readonly endpoints: readonly string[]
}

/** The validators of an epoch; weights in the token's smallest unit. */
export type ValidatorSet = {
  readonly epoch: number
  readonly indices: readonly number[]
  readonly weights: readonly bigint[]
  readonly totalWeight: bigint
  readonly aggregateKey: Uint8Array
}

/** The result an aggregator proposed. */
export type Proposal = {
  readonly at: Place
  /** Who led then. */
  readonly leader: Hex
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
  /** Head after it: what the certificate's digest binds. */
  readonly head: Hex
}

/** What made a round's model part of the lineage. */
export type Certificate = {
  readonly at: Place
  readonly version: number
  readonly evaluation: Artefact
  readonly nonSigners: readonly number[]
  readonly signedWeight: bigint
  readonly signature: Uint8Array
  readonly digest: Hex
}

/** Root of a model and where to look for it; the first one's place is in the configuration. */
export type ModelRef = { readonly root: Hex; readonly content: Hex | undefined }

/** Everything the chain says of one round. */
export type RoundView = {
  readonly run: number
  readonly round: number
  readonly epoch: number
  /** The model this round trains from. */
  readonly model: ModelRef
  readonly members: readonly number[]
  readonly threshold: number
  /** Share of corrupt members that it must withstand, in 1/10,000: the run's when it opened. */
  readonly corruptionBps: number
  /** Entries forced into its roster, in the chain's order. */
  readonly forced: readonly ForcedKeys[]
  readonly opened: Place
  /** Head after `open`: what the round's context is bound to. */
  readonly openHead: Hex
  /** Advertise and share bundle: on chain from `masked` on, by a leader's word before. */
  readonly roster?: Artefact
  readonly share?: Artefact
  readonly masks?: Artefact
  /** U2, ascending. */
  readonly survivors?: readonly number[]
  readonly masked?: Place
  readonly proposal?: Proposal
  readonly certificate?: Certificate
  readonly aborted?: Place
  readonly finalized?: Place
  /** A court overturned its certificate. */
  readonly overturned?: Place
}

/** Bundles that members are bound to before the chain fixes them. Source: docs/protocol §4.7. */
export type BundleRefs = { readonly roster: Artefact; readonly share?: Artefact | undefined }

/**
 * The round as it looks to those who follow a leader's word: with the bundles it names.
 *
 * @param round - in state `open`
 */
export function withRefs(round: RoundView, { roster, share }: BundleRefs): RoundView {
  return { ...round, roster, ...(share && { share }) }
}

/** What stays of rounds that were forgotten together, oldest first. */
export type PastRounds = {
  /** When each was opened, seconds. */
  readonly openedAt: readonly number[]
  /** Content digests of the models of those that were certified and stand, 32 bytes each. */
  readonly models: Uint8Array
}

/** A run, its words, and its rounds. */
export type RunView = {
  readonly run: number
  /** With the rules that the next round gets. */
  readonly spec: RunSpec
  readonly configCid: string
  readonly createdAt: number
  readonly machine: RunMachine
  /** The first rounds, where they are forgotten: see `forgetRounds`. */
  readonly past: readonly PastRounds[]
  /** The rounds after those, without a gap, to the last opened. */
  readonly rounds: readonly RoundView[]
  /** The model that the next round trains from. */
  readonly model: ModelRef
  /** Entries forced into the next round. */
  readonly forced: readonly ForcedKeys[]
}

/** The state of all contracts that matter, folded from their events. */
export type LedgerView = {
  readonly venue: Venue
  readonly operators: ReadonlyMap<number, Operator>
  /** Hash chain over all registrations and retirements. Source: docs/protocol §6.3. */
  readonly membership: Hex
  readonly sets: ReadonlyMap<number, ValidatorSet>
  readonly latestEpoch: number | undefined
  /** Chain time (seconds) from which rounds may be opened again; 0 if they always could. */
  readonly pausedUntil: number
  readonly runs: ReadonlyMap<number, RunView>
}

/** A ledger before its first event. */
export function createLedgerView(venue: Venue): LedgerView {
  return {
    venue,
    operators: new Map(),
    membership: zeroHash,
    sets: new Map(),
    latestEpoch: undefined,
    pausedUntil: 0,
    runs: new Map(),
  }
}

/** Ascending indices of the active operators that have a role. */
export function activeOperators(view: LedgerView, role: number): number[] {
  return [...view.operators.values()]
    .filter((operator) => operator.active && (operator.roles & role) !== 0)
    .map((operator) => operator.index)
    .sort((a, b) => a - b)
}

/** Active aggregators, ascending by index. */
export function ringOf(view: LedgerView): Ring {
  return activeOperators(view, roles.aggregator).flatMap((index) => {
    const address = view.operators.get(index)?.address
    return address === undefined ? [] : [{ index, address }]
  })
}

/** The round of a run that was opened last, if any. */
export function currentRound(run: RunView): RoundView | undefined {
  return run.rounds.at(-1)
}

/** The round of this number; undefined before it opens, and once it is forgotten. */
export function findRound({ rounds }: RunView, number: number): RoundView | undefined {
  const [first] = rounds
  return first && rounds[number - first.round]
}

/**
 * All rounds of a run from the first on, for what would be wrong without one of them.
 *
 * @throws {VainError} `protocol/rounds-forgotten` if the view does not hold all
 */
export function allRounds({ run, past, rounds }: RunView): readonly RoundView[] {
  if (past.length > 0)
    throw new VainError('protocol/rounds-forgotten', 'the view holds the newest rounds only', {
      run,
      first: rounds[0]?.round,
    })
  return rounds
}

/**
 * The newest certified round that was not overturned, if any.
 *
 * @throws {VainError} `protocol/rounds-forgotten` if it is not among those that the view holds
 */
export function headRound(run: RunView): RoundView | undefined {
  const stands = ({ certificate, overturned }: RoundView): boolean =>
    certificate !== undefined && overturned === undefined
  return run.rounds.findLast(stands) ?? allRounds(run).findLast(stands)
}

/** Where a round stands; `overturned` by a court. */
export type RoundStanding = RoundState | 'overturned'

/** Where a round stands. A later round's opening makes a certified one final. */
export function standingOf({ machine }: RunView, round: RoundView): RoundStanding {
  const { cursor } = machine
  if (round.overturned) return 'overturned'
  if (round.round === cursor.round) return cursor.state
  return round.aborted ? 'aborted' : 'final'
}
