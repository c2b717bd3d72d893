import type { DatabaseSync } from 'node:sqlite'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import type { Given } from './memberStore.ts'
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

/** @throws {VainError} `store/replayed-context` if the round's context is another one */
export function requireContext(database: DatabaseSync, at: RoundKey, ctx: Hex): void {
  if (roundRow(database, at)?.ctx !== ctx) throw replayed(at, ctx)
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
    .prepare('SELECT open, ctx, erased FROM rounds WHERE run = ? AND round = ?')
    .get(at.run, at.round)
}

/** The error for a second context. */
export function replayed(at: RoundKey, ctx: Hex): VainError {
  return new VainError('store/replayed-context', 'the round has another context already', {
    ...at,
    ctx,
  })
}

/** The error for a second answer. */
export function saidOtherwise(at: RoundKey, phase: number): VainError {
  return new VainError('store/said-otherwise', 'this phase was answered already', { ...at, phase })
}
