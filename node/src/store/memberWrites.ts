import { VainError } from '@vain/base'
import { phases } from '@vain/protocol'
import { inTransaction } from './database.ts'
import { mayDeal } from './dealing.ts'
import { writeDurably } from './durableFile.ts'
import type { MemberStore } from './memberStore.ts'
import { type Parts, pathOf } from './parts.ts'
import {
  bind,
  boundOf,
  contextsOf,
  hasAnswer,
  insertAnswer,
  recordGiven,
  replayed,
  rest,
  saidOtherwise,
} from './rows.ts'
import { sealSecrets } from './vault.ts'

type PhaseWrites = Pick<MemberStore, 'saveAdvertise' | 'saveOpen' | 'saveShare' | 'saveMask'>
type ShareWrites = Pick<
  MemberStore,
  | 'saveSketch'
  | 'saveCheck'
  | 'saveSettle'
  | 'saveSums'
  | 'saveReveal'
  | 'saveRecover'
  | 'saveDelivery'
  | 'markPublished'
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
          .prepare('INSERT INTO rounds (run, round, open, forced) VALUES (?, ?, ?, ?)')
          .run(run, round, open ?? null, open === undefined ? 1 : 0)
        database.prepare('INSERT INTO secrets VALUES (?, ?, ?, ?)').run(run, round, salt, sealed)
      })
    },
    saveOpen(at, open) {
      database
        .prepare('UPDATE rounds SET open = ? WHERE run = ? AND round = ? AND open IS NULL')
        .run(open, at.run, at.round)
    },
    saveShare(at, { ctx, leader, roster }, envelope) {
      inTransaction(database, () => {
        // Whoever has masked has nothing to gain from another context, and others might.
        if (boundOf(database, at) !== undefined) throw replayed(at, ctx)
        const contexts = contextsOf(database, at)
        if (contexts.some((dealt) => dealt.ctx === ctx)) throw saidOtherwise(at, phases.share)
        if (!mayDeal(contexts, leader))
          throw new VainError('store/too-many-contexts', 'too many rosters were shown', {
            ...at,
            leader,
          })
        database
          .prepare('INSERT INTO contexts VALUES (?, ?, ?, ?, ?, ?, ?)')
          .run(at.run, at.round, ctx, leader, roster.root, roster.content, envelope)
      })
    },
    async saveMask(at, bound, vector, envelope) {
      const before = boundOf(database, at)
      if (before !== undefined && before.maskCtx !== bound.maskCtx)
        throw replayed(at, bound.maskCtx)
      // A second vector must not replace the file of the first.
      if (hasAnswer(database, at, phases.mask)) throw saidOtherwise(at, phases.mask)
      await writeDurably(pathOf(folder, 'vectors', at), vector)
      inTransaction(database, () => {
        bind(database, at, bound)
        insertAnswer(database, at, phases.mask, envelope)
        database.prepare('INSERT INTO vectors (run, round) VALUES (?, ?)').run(at.run, at.round)
      })
    },
  }
}

function shareWrites({ database }: Parts): ShareWrites {
  return {
    saveSketch(at, bound, envelope) {
      inTransaction(database, () => {
        bind(database, at, bound)
        insertAnswer(database, at, phases.sketch, envelope)
      })
    },
    saveCheck(at, bound, sketches, envelope) {
      inTransaction(database, () => {
        bind(database, at, bound)
        rest(database, at, 'sketches', sketches)
        insertAnswer(database, at, phases.check, envelope)
      })
    },
    saveSettle(at, bound, check, envelope) {
      inTransaction(database, () => {
        bind(database, at, bound)
        rest(database, at, 'settle', check)
        insertAnswer(database, at, phases.settle, envelope)
      })
    },
    saveSums(at, bound, check, envelope) {
      inTransaction(database, () => {
        bind(database, at, bound)
        rest(database, at, 'check', check)
        insertAnswer(database, at, phases.sums, envelope)
      })
    },
    saveReveal(at, bound, given, envelope, check) {
      inTransaction(database, () => {
        bind(database, at, bound)
        if (check !== undefined) rest(database, at, 'check', check)
        insertAnswer(database, at, phases.reveal, envelope)
        recordGiven(database, at, given)
      })
    },
    saveRecover(at, bound, given, envelope, check) {
      inTransaction(database, () => {
        bind(database, at, bound)
        if (check !== undefined) rest(database, at, 'check', check)
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
