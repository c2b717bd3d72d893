import type { DatabaseSync } from 'node:sqlite'
import { fromHex, VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { inTransaction } from './database.ts'
import type { RoundKey } from './roundKey.ts'

/** The one certificate of a round that this validator signed. */
export type Signed = {
  readonly digest: Hex
  /** Evaluation bundle that the digest binds. */
  readonly root: Hex
  readonly cid: string
  readonly signature: Uint8Array
}

/** An evaluation, and the transcript of the round that was verified for it. */
export type StoredEvaluation = { readonly transcript: Hex; readonly envelope: Uint8Array }

/** What a validator remembers of its rounds; on disk when a call returns. */
export type ValidatorStore = {
  evaluation(at: RoundKey): StoredEvaluation | undefined
  /** Keeps the first one: an evaluation is said once. */
  saveEvaluation(at: RoundKey, transcript: Hex, envelope: Uint8Array): void
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
      .prepare('SELECT digest, root, cid, signature FROM signed WHERE run = ? AND round = ?')
      .get(run, round)
    return row as Signed | undefined
  }
  return {
    evaluation({ run, round }) {
      const row = database
        .prepare('SELECT transcript, envelope FROM evaluations WHERE run = ? AND round = ?')
        .get(run, round)
      return row as StoredEvaluation | undefined
    },
    saveEvaluation({ run, round }, transcript, envelope) {
      database
        .prepare('INSERT OR IGNORE INTO evaluations VALUES (?, ?, ?, ?)')
        .run(run, round, transcript, envelope)
    },
    signed,
    saveSigned(at, { digest, root, cid, signature }) {
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
            .run(at.run, at.round, digest, root, cid, signature)
      })
    },
  }
}

/** The evaluation bundle of a signed certificate, as messages name it. */
export function bundleOf(signed: Signed): { root: Uint8Array; cid: string } {
  return { root: fromHex(signed.root), cid: signed.cid }
}
