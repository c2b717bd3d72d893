import { phases } from '@vain/protocol'
import { inTransaction } from './database.ts'
import { writeDurably } from './durableFile.ts'
import type { MemberStore } from './memberStore.ts'
import { type Parts, pathOf } from './parts.ts'
import {
  hasAnswer,
  insertAnswer,
  recordGiven,
  replayed,
  requireContext,
  saidOtherwise,
} from './rows.ts'
import { sealSecrets } from './vault.ts'

type PhaseWrites = Pick<MemberStore, 'saveAdvertise' | 'saveShare' | 'saveMask'>
type ShareWrites = Pick<
  MemberStore,
  'saveReveal' | 'saveRecover' | 'saveDelivery' | 'markPublished'
>

/** The writing half of a member's memory: each call is one transaction. */
export function memberWrites(parts: Parts): PhaseWrites & ShareWrites {
  return { ...phaseWrites(parts), ...shareWrites(parts) }
}

function phaseWrites({ database, folder, vault, random }: Parts): PhaseWrites {
  return {
    saveAdvertise(at, open, secrets, envelope) {
      const { salt, sealed } = sealSecrets(vault, at, secrets, random)
      inTransaction(database, () => {
        insertAnswer(database, at, phases.advertise, envelope)
        const { run, round } = at
        database
          .prepare('INSERT INTO rounds (run, round, open) VALUES (?, ?, ?)')
          .run(run, round, open)
        database.prepare('INSERT INTO secrets VALUES (?, ?, ?, ?)').run(run, round, salt, sealed)
      })
    },
    saveShare(at, ctx, envelope) {
      inTransaction(database, () => {
        const { changes } = database
          .prepare('UPDATE rounds SET ctx = ? WHERE run = ? AND round = ? AND ctx IS NULL')
          .run(ctx, at.run, at.round)
        if (changes !== 1) throw replayed(at, ctx)
        insertAnswer(database, at, phases.share, envelope)
      })
    },
    async saveMask(at, ctx, { cid, bytes }, envelope) {
      requireContext(database, at, ctx)
      // A second vector must not replace the file of the first.
      if (hasAnswer(database, at, phases.mask)) throw saidOtherwise(at, phases.mask)
      await writeDurably(pathOf(folder, 'vectors', at), bytes)
      inTransaction(database, () => {
        insertAnswer(database, at, phases.mask, envelope)
        database
          .prepare('INSERT INTO vectors (run, round, cid) VALUES (?, ?, ?)')
          .run(at.run, at.round, cid)
      })
    },
  }
}

function shareWrites({ database }: Parts): ShareWrites {
  return {
    saveReveal(at, ctx, given, envelope) {
      inTransaction(database, () => {
        requireContext(database, at, ctx)
        insertAnswer(database, at, phases.reveal, envelope)
        recordGiven(database, at, given)
      })
    },
    saveRecover(at, ctx, given, envelope) {
      inTransaction(database, () => {
        requireContext(database, at, ctx)
        recordGiven(database, at, given)
        insertAnswer(database, at, phases.recover, envelope)
      })
    },
    saveDelivery(at, aggregator, digest) {
      database
        .prepare('INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?)')
        .run(at.run, at.round, aggregator, digest)
    },
    markPublished(at) {
      database
        .prepare('UPDATE vectors SET published = 1 WHERE run = ? AND round = ?')
        .run(at.run, at.round)
    },
  }
}
