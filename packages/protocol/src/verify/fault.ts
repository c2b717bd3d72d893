import type { Hex } from '../hex.ts'

/** Artefacts of a round, and what the chain says of it. */
export type ArtefactName =
  | 'configuration'
  | 'genesis-model'
  | 'roster'
  | 'shares'
  | 'masks'
  | 'vector'
  | 'sketches'
  | 'checks'
  | 'settles'
  | 'sketch-sums'
  | 'reveals'
  | 'sum'
  | 'model'
  | 'evaluations'
  | 'certificate'
  | 'validator-set'

/** What can be wrong with one of them. */
export type FaultReason =
  | 'missing'
  | 'malformed'
  | 'root-mismatch'
  | 'content-mismatch'
  | 'wrong-set'
  | 'not-a-subset'
  | 'below-threshold'
  | 'bad-keys'
  | 'unknown-sender'
  | 'bad-signature'
  | 'wrong-phase'
  | 'wrong-round'
  | 'wrong-context'
  | 'wrong-length'
  | 'wrong-deals'
  | 'wrong-edges'
  | 'asymmetric-edges'
  | 'not-a-survivor'
  | 'self-seed-mismatch'
  | 'edges-incomplete'
  | 'pair-seed-mismatch'
  | 'share-mismatch'
  | 'wrong-kind'
  | 'seed-not-recoverable'
  | 'too-few-groups'
  | 'no-committee'
  | 'too-many'
  | 'wrong-beacon'
  | 'not-a-place'
  | 'wrong-sketches'
  | 'wrong-check'
  | 'undecided'
  | 'wrong-values'
  | 'check-missing'
  | 'all-condemned'
  | 'no-model'
  | 'wrong-sum'
  | 'wrong-model'
  | 'wrong-evaluation'
  | 'wrong-key'
  | 'bad-certificate'

/** The first thing that does not fit: where, and why. A value, never an exception. */
export type Fault = {
  readonly kind: 'fault'
  readonly reason: FaultReason
  readonly artefact: ArtefactName
  /** Operator whose message or vector it is. */
  readonly sender?: number
  /** First byte at which the artefact differs from what was derived. */
  readonly offset?: number
  /** Hash or root of what was found or derived, where it is not the one on chain. */
  readonly found?: Hex
  readonly onChain?: Hex
  /** Further facts for a person. */
  readonly detail?: string
}

/** A fault of an artefact. */
export function fault(
  artefact: ArtefactName,
  reason: FaultReason,
  more: Omit<Fault, 'kind' | 'artefact' | 'reason'> = {},
): Fault {
  return { kind: 'fault', artefact, reason, ...more }
}

/** Whether a result is a fault. */
export function isFault(result: object): result is Fault {
  return 'kind' in result && result.kind === 'fault'
}
