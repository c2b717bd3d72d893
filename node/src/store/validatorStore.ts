import type { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import type { Artefact, Hex } from '@vain/protocol'
import { inTransaction } from './database.ts'
import type { RoundKey } from './roundKey.ts'

/** The one certificate of a round that this validator signed. */
export type Signed = {
  readonly digest: Hex
  /** Evaluation bundle that the digest binds. */
  readonly evaluation: Artefact
  readonly signature: Uint8Array
}

/** What a validator remembers of its rounds; on disk when a call returns. */
export type ValidatorStore = {
  /** The evaluation of a proposal. @param head - of the run, after the proposal */
  evaluation(at: RoundKey, head: Hex): Uint8Array | undefined
  /** Keeps the first one: an evaluation of a proposal is said once. */
  saveEvaluation(at: RoundKey, head: Hex, envelope: Uint8Array): void
  signed(at: RoundKey): Signed | undefined
  /**
   * Keeps a signature before it is given away.
   *
   * @throws {VainError} `store/second-digest` if the round has another one: two certificates of one
   *   round with one validator's signature are proof that it lied
   */
  saveSigned(at: RoundKey, signed: Signed): void
}

/** The validator's part of an open memory. */
export function createValidatorStore(database: DatabaseSync): ValidatorStore {
  const signed = ({ run, round }: RoundKey): Signed | undefined => {
    const row = database
      .prepare('SELECT digest, root, content, signature FROM signed WHERE run = ? AND round = ?')
      .get(run, round) as (Omit<Signed, 'evaluation'> & Artefact) | undefined
    if (row === undefined) return undefined
    const { digest, root, content, signature } = row
    return { digest, evaluation: { root, content }, signature }
  }
  return {
    evaluation: ({ run, round }, head) =>
      database
        .prepare('SELECT envelope FROM evaluations WHERE run = ? AND round = ? AND head = ?')
        .get(run, round, head)?.envelope as Uint8Array | undefined,
    saveEvaluation({ run, round }, head, envelope) {
      database
        .prepare('INSERT OR IGNORE INTO evaluations VALUES (?, ?, ?, ?)')
        .run(run, round, head, envelope)
    },
    signed,
    saveSigned(at, { digest, evaluation, signature }) {
      inTransaction(database, () => {
        const before = signed(at)
        if (before !== undefined && before.digest !== digest)
          throw new VainError('store/second-digest', 'another certificate of it was signed', {
            ...at,
            signed: before.digest,
            asked: digest,
          })
        if (before === undefined)
          database
            .prepare('INSERT INTO signed VALUES (?, ?, ?, ?, ?, ?)')
            .run(at.run, at.round, digest, evaluation.root, evaluation.content, signature)
      })
    },
  }
}
