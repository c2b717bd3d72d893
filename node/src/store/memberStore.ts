import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type RandomSource, type Secret, VainError } from '@vain/base'
import {
  fromWords,
  type Hex,
  type MemberMemory,
  phases,
  type RoundSecrets,
  toModel,
} from '@vain/protocol'
import { inTransaction } from './database.ts'
import { readIfThere, writeDurably } from './durableFile.ts'
import type { RoundKey } from './roundKey.ts'
import { sealSecrets, unsealSecrets } from './vault.ts'

/** Something given away that leads to one of a peer's two seeds; `kind` as in `shareKinds`. */
export type Given = { readonly peer: number; readonly kind: 1 | 2 }

/** A masked vector on disk. `published`: other operators can fetch it by its CID. */
export type StoredVector = { readonly cid: string; readonly published: boolean }

/** Outcome of local training, kept so that a restart does not train again. */
export type Trained = { readonly model: Float32Array; readonly examples: number }

/**
 * What a member remembers of its rounds. Everything is on disk when a call returns, so that it can
 * be said; nothing that was said can be unsaid or said otherwise. Source: docs/protocol §4.7.
 */
export type MemberStore = {
  memory(at: RoundKey): MemberMemory
  /** @throws {VainError} `store/said-otherwise` if the round was advertised already */
  saveAdvertise(at: RoundKey, open: Hex, secrets: RoundSecrets, envelope: Uint8Array): void
  /** @throws {VainError} `store/replayed-context` if the round has a context already */
  saveShare(at: RoundKey, ctx: Hex, envelope: Uint8Array): void
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise` */
  saveMask(
    at: RoundKey,
    ctx: Hex,
    vector: { readonly cid: string; readonly bytes: Uint8Array },
    envelope: Uint8Array,
  ): Promise<void>
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise`, `store/both-shares` */
  saveReveal(at: RoundKey, ctx: Hex, given: readonly Given[], envelope: Uint8Array): void
  /** @throws {VainError} `store/replayed-context`, `store/both-shares` */
  saveRecover(
    at: RoundKey,
    ctx: Hex,
    vanished: readonly number[],
    given: readonly Given[],
    envelope: Uint8Array,
  ): void
  /** Undefined once erased. @throws {VainError} `store/sealed-otherwise` if they do not open */
  secrets(at: RoundKey): RoundSecrets | undefined
  /** The envelope of phases 1 to 4, byte for byte as it was saved. */
  answer(at: RoundKey, phase: number): Uint8Array | undefined
  recoverAnswer(at: RoundKey, vanished: readonly number[]): Uint8Array | undefined
  vector(at: RoundKey): StoredVector | undefined
  vectorBytes(at: RoundKey): Promise<Uint8Array | undefined>
  markPublished(at: RoundKey): void
  saveDelivery(at: RoundKey, aggregator: number, digest: Uint8Array): void
  isDelivered(at: RoundKey): boolean
  saveTrained(at: RoundKey, modelRoot: Hex, trained: Trained): Promise<void>
  trained(at: RoundKey, modelRoot: Hex, parameters: number): Promise<Trained | undefined>
  /** Keeps the quantised update for its owner's eyes, mode 0600. */
  saveInput(at: RoundKey, words: Uint32Array): Promise<void>
  /** Destroys the secrets and the unmasked update; envelopes and the masked vector stay. */
  erase(at: RoundKey): Promise<void>
  /** Rounds whose secrets are still there. */
  unerased(): RoundKey[]
}

type Parts = {
  readonly database: DatabaseSync
  readonly folder: string
  readonly vault: Secret<Uint8Array>
  readonly random: RandomSource
}

/** The member's part of an open memory. */
export function createMemberStore(parts: Parts): MemberStore {
  return { ...phaseWrites(parts), ...shareWrites(parts), ...reads(parts), ...files(parts) }
}

const pathOf = (folder: string, kind: string, { run, round }: RoundKey): string =>
  join(folder, kind, `${run}-${round}.bin`)

function phaseWrites({
  database,
  folder,
  vault,
  random,
}: Parts): Pick<MemberStore, 'saveAdvertise' | 'saveShare' | 'saveMask'> {
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

function shareWrites({
  database,
}: Parts): Pick<MemberStore, 'saveReveal' | 'saveRecover' | 'saveDelivery' | 'markPublished'> {
  return {
    saveReveal(at, ctx, given, envelope) {
      inTransaction(database, () => {
        requireContext(database, at, ctx)
        insertAnswer(database, at, phases.reveal, envelope)
        recordGiven(database, at, given)
      })
    },
    saveRecover(at, ctx, vanished, given, envelope) {
      inTransaction(database, () => {
        requireContext(database, at, ctx)
        recordGiven(database, at, given)
        database
          .prepare('INSERT OR IGNORE INTO recovers VALUES (?, ?, ?, ?)')
          .run(at.run, at.round, vanishedName(vanished), envelope)
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

function reads({
  database,
  vault,
}: Parts): Pick<
  MemberStore,
  'memory' | 'secrets' | 'answer' | 'recoverAnswer' | 'vector' | 'isDelivered' | 'unerased'
> {
  return {
    memory(at) {
      const row = roundRow(database, at)
      if (row === undefined) return {}
      return {
        open: row.open as Hex,
        ...(row.ctx === null ? {} : { ctx: row.ctx as Hex }),
        masked: hasAnswer(database, at, phases.mask),
        revealed: hasAnswer(database, at, phases.reveal),
        erased: row.erased === 1,
      }
    },
    secrets(at) {
      const row = database
        .prepare('SELECT salt, sealed FROM secrets WHERE run = ? AND round = ?')
        .get(at.run, at.round) as { salt: Uint8Array; sealed: Uint8Array } | undefined
      if (row === undefined) return undefined
      const secrets = unsealSecrets(vault, at, row)
      if (secrets === undefined)
        throw new VainError('store/sealed-otherwise', 'the round secrets do not open', { ...at })
      return secrets
    },
    answer: (at, phase) =>
      envelopeOf(
        database
          .prepare('SELECT envelope FROM answers WHERE run = ? AND round = ? AND phase = ?')
          .get(at.run, at.round, phase),
      ),
    recoverAnswer: (at, vanished) =>
      envelopeOf(
        database
          .prepare('SELECT envelope FROM recovers WHERE run = ? AND round = ? AND vanished = ?')
          .get(at.run, at.round, vanishedName(vanished)),
      ),
    vector(at) {
      const row = database
        .prepare('SELECT cid, published FROM vectors WHERE run = ? AND round = ?')
        .get(at.run, at.round)
      return row && { cid: String(row.cid), published: row.published === 1 }
    },
    isDelivered: (at) =>
      database
        .prepare('SELECT 1 FROM deliveries WHERE run = ? AND round = ?')
        .get(at.run, at.round) !== undefined,
    unerased: () =>
      database
        .prepare('SELECT run, round FROM rounds WHERE erased = 0')
        .all()
        .map((row) => ({ run: Number(row.run), round: Number(row.round) })),
  }
}

function files({
  database,
  folder,
}: Parts): Pick<MemberStore, 'vectorBytes' | 'saveTrained' | 'trained' | 'saveInput' | 'erase'> {
  return {
    vectorBytes: (at) => readIfThere(pathOf(folder, 'vectors', at)),
    async saveTrained(at, modelRoot, { model, examples }) {
      await writeDurably(pathOf(folder, 'trained', at), fromWords(model))
      database
        .prepare('INSERT OR REPLACE INTO trained VALUES (?, ?, ?, ?)')
        .run(at.run, at.round, modelRoot, examples)
    },
    async trained(at, modelRoot, parameters) {
      const row = database
        .prepare('SELECT model, examples FROM trained WHERE run = ? AND round = ?')
        .get(at.run, at.round)
      if (row?.model !== modelRoot) return undefined
      const bytes = await readIfThere(pathOf(folder, 'trained', at))
      return bytes && { model: toModel(bytes, parameters), examples: Number(row.examples) }
    },
    saveInput: (at, words) => writeDurably(pathOf(folder, 'inputs', at), fromWords(words)),
    async erase(at) {
      const { run, round } = at
      inTransaction(database, () => {
        // secure_delete writes zeros over what a statement removes.
        for (const table of ['secrets', 'trained'])
          database.prepare(`DELETE FROM ${table} WHERE run = ? AND round = ?`).run(run, round)
        database.prepare('UPDATE rounds SET erased = 1 WHERE run = ? AND round = ?').run(run, round)
      })
      // The log still holds the page as it was; a flash disk may keep an old copy beyond our reach.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      await rm(pathOf(folder, 'trained', at), { force: true })
    },
  }
}

function insertAnswer(
  database: DatabaseSync,
  at: RoundKey,
  phase: number,
  envelope: Uint8Array,
): void {
  const { changes } = database
    .prepare('INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)')
    .run(at.run, at.round, phase, envelope)
  if (changes !== 1) throw saidOtherwise(at, phase)
}

function hasAnswer(database: DatabaseSync, at: RoundKey, phase: number): boolean {
  const found = database
    .prepare('SELECT 1 FROM answers WHERE run = ? AND round = ? AND phase = ?')
    .get(at.run, at.round, phase)
  return found !== undefined
}

function requireContext(database: DatabaseSync, at: RoundKey, ctx: Hex): void {
  if (roundRow(database, at)?.ctx !== ctx) throw replayed(at, ctx)
}

/** Rule 3 of docs/protocol §4.7: whoever asks, and however often, it stays with the first kind. */
function recordGiven(database: DatabaseSync, at: RoundKey, given: readonly Given[]): void {
  const insert = database.prepare(
    'INSERT INTO revealed VALUES (?, ?, ?, ?) ON CONFLICT (run, round, peer) DO UPDATE SET kind = kind WHERE kind = excluded.kind',
  )
  for (const { peer, kind } of given)
    if (insert.run(at.run, at.round, peer, kind).changes !== 1)
      throw new VainError('store/both-shares', 'the other share of this peer was given away', {
        ...at,
        peer,
        kind,
      })
}

function roundRow(database: DatabaseSync, at: RoundKey): Record<string, unknown> | undefined {
  return database
    .prepare('SELECT open, ctx, erased FROM rounds WHERE run = ? AND round = ?')
    .get(at.run, at.round)
}

const envelopeOf = (row: Record<string, unknown> | undefined): Uint8Array | undefined =>
  row?.envelope as Uint8Array | undefined

const vanishedName = (vanished: readonly number[]): string =>
  [...new Set(vanished)].sort((a, b) => a - b).join()

function replayed(at: RoundKey, ctx: Hex): VainError {
  return new VainError('store/replayed-context', 'the round has another context already', {
    ...at,
    ctx,
  })
}

function saidOtherwise(at: RoundKey, phase: number): VainError {
  return new VainError('store/said-otherwise', 'this phase was answered already', { ...at, phase })
}
