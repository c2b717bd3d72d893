import type { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import { type Artefact, type Hex, isSameArtefact } from '@vain/protocol'
import type { Basis, Bound, Dealt, Given } from './memberStore.ts'
import type { RoundKey } from './roundKey.ts'

/**
 * Keeps the envelope of a phase.
 *
 * @throws {VainError} `store/said-otherwise` if the phase has one already
 */
export function insertAnswer(
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

/** Whether a phase was answered. */
export function hasAnswer(database: DatabaseSync, at: RoundKey, phase: number): boolean {
  const found = database
    .prepare('SELECT 1 FROM answers WHERE run = ? AND round = ? AND phase = ?')
    .get(at.run, at.round, phase)
  return found !== undefined
}

/** Contexts of a round in which shares were dealt, in the order in which they were. */
export function contextsOf(database: DatabaseSync, at: RoundKey): readonly Dealt[] {
  return database
    .prepare(
      'SELECT ctx, leader, rosterRoot, rosterContent FROM contexts WHERE run = ? AND round = ? ORDER BY rowid',
    )
    .all(at.run, at.round)
    .map((row) => ({
      ctx: row.ctx as Hex,
      leader: Number(row.leader),
      roster: { root: row.rosterRoot as Hex, content: row.rosterContent as Hex },
    }))
}

/** The context that a round is bound to, once it is. */
export function boundOf(database: DatabaseSync, at: RoundKey): Bound | undefined {
  const row = database
    .prepare(
      'SELECT ctx, maskCtx, rosterRoot, rosterContent, shareRoot, shareContent FROM bound WHERE run = ? AND round = ?',
    )
    .get(at.run, at.round) as Record<string, Hex> | undefined
  if (row === undefined) return undefined
  const { ctx, maskCtx, rosterRoot, rosterContent, shareRoot, shareContent } = row as {
    [Name in BoundColumn]: Hex
  }
  return {
    ctx,
    maskCtx,
    roster: { root: rosterRoot, content: rosterContent },
    share: { root: shareRoot, content: shareContent },
  }
}

type BoundColumn = 'ctx' | 'maskCtx' | 'rosterRoot' | 'rosterContent' | 'shareRoot' | 'shareContent'

/**
 * Binds a round to a context in which shares were dealt, or finds it bound to that one.
 *
 * @throws {VainError} `store/replayed-context` if it is bound to another one, or none was dealt in
 */
export function bind(database: DatabaseSync, at: RoundKey, bound: Bound): void {
  const before = boundOf(database, at)
  if (before?.maskCtx === bound.maskCtx) return
  const { run, round } = at
  const isDealt = database
    .prepare('SELECT 1 FROM contexts WHERE run = ? AND round = ? AND ctx = ?')
    .get(run, round, bound.ctx)
  if (before !== undefined || isDealt === undefined) throw replayed(at, bound.maskCtx)
  const { ctx, maskCtx, roster, share } = bound
  database
    .prepare('INSERT INTO bound VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(run, round, ctx, maskCtx, roster.root, roster.content, share.root, share.content)
}

/** The bundle that a round's answers rest on, once there are any. */
export function basisOf(database: DatabaseSync, at: RoundKey, what: Basis): Artefact | undefined {
  const row = database
    .prepare('SELECT root, content FROM bases WHERE run = ? AND round = ? AND what = ?')
    .get(at.run, at.round, what)
  return row && { root: row.root as Hex, content: row.content as Hex }
}

/**
 * Rests a round's answers on a bundle, or finds that they do.
 *
 * @throws {VainError} `store/other-basis` if they rest on another one
 */
export function rest(
  database: DatabaseSync,
  at: RoundKey,
  what: Basis,
  { root, content }: Artefact,
): void {
  const before = basisOf(database, at, what)
  if (before === undefined)
    database
      .prepare('INSERT INTO bases VALUES (?, ?, ?, ?, ?)')
      .run(at.run, at.round, what, root, content)
  else if (!isSameArtefact(before, { root, content }))
    throw new VainError('store/other-basis', 'another bundle was answered about', { ...at, what })
}

/** Rule 3 of docs/protocol §4.7: whoever asks, and however often, it stays with the first kind. */
export function recordGiven(database: DatabaseSync, at: RoundKey, given: readonly Given[]): void {
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

/** What is kept of a round as a whole. */
export function roundRow(
  database: DatabaseSync,
  at: RoundKey,
): Record<string, unknown> | undefined {
  return database
    .prepare('SELECT open, forced, erased FROM rounds WHERE run = ? AND round = ?')
    .get(at.run, at.round)
}

/** The error for a context in which nothing more is said. */
export function replayed(at: RoundKey, ctx: Hex): VainError {
  return new VainError('store/replayed-context', 'the round is bound to another context', {
    ...at,
    ctx,
  })
}

/** The error for a second answer. */
export function saidOtherwise(at: RoundKey, phase: number): VainError {
  return new VainError('store/said-otherwise', 'this phase was answered already', { ...at, phase })
}
