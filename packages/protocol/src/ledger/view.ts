import type { Hex } from '../hex.ts'
import type { RunMachine } from '../round/machine.ts'
import type { Venue } from '../round/transcript.ts'
import type { Place, RunSpec } from './events.ts'

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

/** A set fixed on chain with the artefact behind it. */
export type PhaseRecord = {
  readonly at: Place
  readonly root: Hex
  readonly indices: readonly number[]
  readonly cid: string
}

/** The result an aggregator proposed. */
export type Proposal = {
  readonly at: Place
  readonly sumRoot: Hex
  readonly modelRoot: Hex
  readonly sumCid: string
  readonly modelCid: string
}

/** What made a round's model part of the lineage. */
export type Certificate = {
  readonly at: Place
  readonly version: number
  readonly evaluationRoot: Hex
  readonly evaluationCid: string
  readonly nonSigners: readonly number[]
  readonly signedWeight: bigint
  readonly signature: Uint8Array
  readonly digest: Hex
  readonly head: Hex
}

/** Everything the chain says of one round. */
export type RoundView = {
  readonly run: number
  readonly round: number
  readonly epoch: number
  readonly parentHead: Hex
  /** Root of the model this round trains from, and the CID to look for it. */
  readonly model: { readonly root: Hex; readonly cid: string | undefined }
  readonly members: readonly number[]
  readonly threshold: number
  readonly opened: Place
  readonly openTranscript: Hex
  readonly roster?: PhaseRecord
  readonly shares?: PhaseRecord
  readonly masks?: PhaseRecord
  readonly reveals?: PhaseRecord
  readonly proposal?: Proposal
  /** Transcript after the proposal: what the certificate's digest binds. */
  readonly transcript: Hex
  readonly certificate?: Certificate
  readonly aborted?: Place
  readonly finalized?: Place
}

/** A run, its four words, and its rounds from the first to the last opened. */
export type RunView = {
  readonly run: number
  readonly spec: RunSpec
  readonly configCid: string
  readonly createdAt: number
  readonly machine: RunMachine
  readonly rounds: readonly RoundView[]
}

/** The state of all contracts that matter, folded from their events. */
export type LedgerView = {
  readonly venue: Venue
  readonly operators: ReadonlyMap<number, Operator>
  readonly sets: ReadonlyMap<number, ValidatorSet>
  readonly latestEpoch: number | undefined
  readonly runs: ReadonlyMap<number, RunView>
}

/** A ledger before its first event. */
export function createLedgerView(venue: Venue): LedgerView {
  return {
    venue,
    operators: new Map(),
    sets: new Map(),
    latestEpoch: undefined,
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

/** The round of a run that was opened last, if any. */
export function currentRound(run: RunView): RoundView | undefined {
  return run.rounds.at(-1)
}

/** The newest certified round, if any. */
export function headRound(run: RunView): RoundView | undefined {
  return run.rounds.findLast((round) => round.certificate !== undefined)
}
