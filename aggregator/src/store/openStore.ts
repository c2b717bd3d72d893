import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { BundleRefs, CheckRefs, Hex } from '@vain/protocol'
import { faultMemory } from './faultMemory.ts'
import { refMemory } from './refMemory.ts'

/** A round of a run. */
export type RoundKey = { readonly run: number; readonly round: number }

/**
 * What an aggregator has collected and does not want to ask for again after a restart. Nothing in
 * it is secret, nothing is lost that could not be asked for anew, and whatever is read from it is
 * checked as if a peer had sent it.
 */
export type Store = {
  message(round: RoundKey, phase: number, sender: number): Uint8Array | undefined
  saveMessage(round: RoundKey, phase: number, sender: number, bytes: Uint8Array): void
  /** Survivors that others were asked to stand in for: the same question gets the same answers. */
  vanished(round: RoundKey): readonly number[] | undefined
  saveVanished(round: RoundKey, vanished: readonly number[]): void
  /**
   * Bundles that this aggregator goes by in an open round, whoever made them.
   *
   * @param open - head after `open`: after a reorganisation the same round may be another one
   */
  refs(round: RoundKey, open: Hex): BundleRefs | undefined
  saveRefs(round: RoundKey, open: Hex, refs: BundleRefs): void
  dropRefs(round: RoundKey): void
  /**
   * Bundles of the round's check that this aggregator goes by, whoever made them.
   *
   * @param masks - root of the mask bundle that the check is of
   */
  checkRefs(round: RoundKey, masks: Hex): Partial<CheckRefs> | undefined
  saveCheckRefs(round: RoundKey, masks: Hex, refs: Partial<CheckRefs>): void
  /** A check found a member at fault in a round. */
  saveFault(round: RoundKey, member: number, reason: string): void
  /** Members of a run that were at fault in `since` or later, the latest first. */
  faults(since: RoundKey): readonly number[]
  /** Of somebody among these members a round's check found that it lied, and not of whom. */
  saveSuspects(round: RoundKey, members: readonly number[]): void
  clearSuspects(round: RoundKey, members: readonly number[]): void
  /** Members of a run that are suspected since `since` or later, ascending. */
  suspects(since: RoundKey): readonly number[]
  /** Forgets a run's rounds before `round`, but not who was at fault in them. */
  forgetBefore(round: RoundKey): void
  close(): void
}

const schema = `
CREATE TABLE IF NOT EXISTS messages (
  run INTEGER NOT NULL, round INTEGER NOT NULL, phase INTEGER NOT NULL, sender INTEGER NOT NULL,
  bytes BLOB NOT NULL, PRIMARY KEY (run, round, phase, sender)) STRICT;
CREATE TABLE IF NOT EXISTS vanished (
  run INTEGER NOT NULL, round INTEGER NOT NULL, list TEXT NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS refs (
  run INTEGER NOT NULL, round INTEGER NOT NULL, open TEXT NOT NULL, refs TEXT NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS checks (
  run INTEGER NOT NULL, round INTEGER NOT NULL, masks TEXT NOT NULL, refs TEXT NOT NULL,
  PRIMARY KEY (run, round)) STRICT;
CREATE TABLE IF NOT EXISTS faults (
  run INTEGER NOT NULL, member INTEGER NOT NULL, round INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (run, member)) STRICT;
CREATE TABLE IF NOT EXISTS suspects (
  run INTEGER NOT NULL, member INTEGER NOT NULL, round INTEGER NOT NULL,
  PRIMARY KEY (run, member)) STRICT;
`

/**
 * Opens the collection of an aggregator.
 *
 * @param folder - made with mode 0700 if it is missing; undefined keeps everything in memory
 */
export function openStore(folder: string | undefined): Store {
  const database = new DatabaseSync(folder === undefined ? ':memory:' : prepareFile(folder))
  database.exec('PRAGMA journal_mode = WAL')
  // A power cut may cost the last messages: they are asked for again.
  database.exec('PRAGMA synchronous = NORMAL')
  database.exec(schema)
  const readMessage = database.prepare(
    'SELECT bytes FROM messages WHERE run = ? AND round = ? AND phase = ? AND sender = ?',
  )
  const writeMessage = database.prepare('INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)')
  const readVanished = database.prepare('SELECT list FROM vanished WHERE run = ? AND round = ?')
  const writeVanished = database.prepare('INSERT OR REPLACE INTO vanished VALUES (?, ?, ?)')
  const forgets = ['messages', 'vanished', 'refs', 'checks'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE run = ? AND round < ?`),
  )
  return {
    ...faultMemory(database),
    ...refMemory(database),
    message: ({ run, round }, phase, sender) =>
      readMessage.get(run, round, phase, sender)?.bytes as Uint8Array | undefined,
    saveMessage({ run, round }, phase, sender, bytes) {
      writeMessage.run(run, round, phase, sender, bytes)
    },
    vanished({ run, round }) {
      const list = readVanished.get(run, round)?.list
      return typeof list === 'string' ? (JSON.parse(list) as number[]) : undefined
    },
    saveVanished({ run, round }, vanished) {
      writeVanished.run(run, round, JSON.stringify(vanished))
    },
    forgetBefore({ run, round }) {
      for (const forget of forgets) forget.run(run, round)
    },
    close: () => database.close(),
  }
}

function prepareFile(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'collected.sqlite')
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', 0o600))
  return path
}
