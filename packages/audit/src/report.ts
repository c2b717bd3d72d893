import type {
  ArtefactName,
  Configuration,
  Fault,
  FaultReason,
  Hex,
  RoundState,
  Venue,
} from '@vain/protocol'

/** What a fault is found in: an artefact of a round, of the run, or what the chain says. */
export type AuditSubject =
  | ArtefactName
  | 'ledger'
  | 'train-program'
  | 'evaluate-program'
  | 'data-policy'

/** What can be wrong, beyond what a round's own artefacts show. */
export type AuditReason =
  | FaultReason
  | 'no-such-run'
  | 'diverged'
  | 'words-differ'
  | 'unknown-model'

/** The first thing that does not fit. */
export type AuditFault = {
  /** Round it belongs to; absent where it belongs to the run or the chain as a whole. */
  readonly round?: number
  readonly artefact: AuditSubject
  readonly reason: AuditReason
  /** Operator whose message, vector or key it is. */
  readonly sender?: number
  /** First byte at which a published artefact differs from what was derived. */
  readonly offset?: number
  /** Hash or root of what was found or derived, where it is not the one on chain. */
  readonly found?: Hex
  readonly onChain?: Hex
  /** Further facts for a person. */
  readonly detail?: string
}

/** How many things of each kind were checked and fit. */
export type AuditChecks = {
  /** Events replayed through the round machine. */
  readonly events: number
  readonly validatorSets: number
  /** Proofs that a validator holds its BLS key. */
  readonly possessionProofs: number
  /** Artefacts that were fetched and compared with a hash or root of the chain. */
  readonly artefacts: number
  /**
   * Signed messages of members and validators, and roster entries forced on chain; recovered
   * shares are not counted.
   */
  readonly messages: number
  /** Masked vectors that went into sums. */
  readonly vectors: number
  readonly certificates: number
}

/** One round as the audit saw it. */
export type AuditedRound = {
  readonly round: number
  /**
   * `verified`: derived again, certificate and all. `failed`: it holds the fault. `aborted` and
   * `overturned` by a court: only its events were replayed, no model follows from it. `live`: not
   * over when the chain was read. `unchecked`: the audit ended before it.
   */
  readonly outcome: 'verified' | 'failed' | 'aborted' | 'overturned' | 'live' | 'unchecked'
  /** Version of the model it certified. */
  readonly version?: number
  /** State that it reached. */
  readonly reached: RoundState
  /** Sizes of the sets, as far as the chain says them or the audit derived them. */
  readonly sets: {
    readonly members: number
    readonly threshold: number
    readonly roster?: number
    readonly u1?: number
    readonly u2?: number
    readonly revealed?: number
  }
  /** Groups whose sums a check left out, and who was at fault, where that can be told. */
  readonly condemned?: readonly {
    readonly group: number
    readonly reason: string
    readonly members: readonly number[]
  }[]
  readonly modelRoot?: Hex
  /** What validators measured, over all their examples; `loss` in the task's unit. */
  readonly evaluation?: { readonly correct: number; readonly total: number; readonly loss: number }
  /** Share of the stake that signed the certificate, 0 to 1. */
  readonly signedShare?: number
  readonly bytes: number
  readonly seconds: number
}

/** What an audit found. */
export type AuditReport = {
  readonly ok: boolean
  readonly venue: Venue
  readonly run: number
  /** Name of the run in its configuration. */
  readonly name?: string
  /** Who was summed with whom in its rounds; with `singles` nobody was masked. */
  readonly grouping?: Configuration['aggregation']['grouping']
  /** Block up to which the chain was read. */
  readonly block: number
  /** Block of the last certificate that was looked at, at most; without it all were. */
  readonly upTo?: number
  /** Rounds that were asked for; without it all were. */
  readonly only?: readonly number[]
  /** Head of the lineage, from the contract. */
  readonly head: Hex
  readonly rounds: readonly AuditedRound[]
  readonly checks: AuditChecks
  /** Bytes of artefacts that were read. */
  readonly bytes: number
  readonly seconds: number
  readonly fault?: AuditFault
}

/** A round's or artefact's fault as the audit's. */
export function toAuditFault(fault: Fault, round?: number): AuditFault {
  const { kind: _, ...facts } = fault
  return round === undefined ? facts : { round, ...facts }
}
