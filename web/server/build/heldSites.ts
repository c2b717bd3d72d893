import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Pages that stay as they are until they are given back. */
export type HeldSite = { readonly folder: string; release(): void }

/** Builds that are kept though nobody holds them. */
const keptSites = 3

const lockOf = (folder: string): string => `${folder}.lock`

/**
 * Holds the pages of a folder, as several processes may; the system takes it from one that dies.
 *
 * @returns undefined if they are not there
 */
export function holdSite(folder: string): HeldSite | undefined {
  if (!existsSync(folder)) return undefined
  const file = new DatabaseSync(lockOf(folder))
  try {
    // Reading within a transaction takes the shared lock, and keeps it.
    file.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
    const now = new Date()
    utimesSync(folder, now, now)
    return { folder, release: () => file.close() }
  } catch {
    // It is being deleted.
    file.close()
    return undefined
  }
}

/** Deletes builds that nobody holds, but for those that were used last. */
export function sweepSites(sites: string): void {
  const folders = readdirSync(sites, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(sites, name))
  const usedAt = (folder: string): number => statSync(folder).mtimeMs
  const old = folders.toSorted((a, b) => usedAt(b) - usedAt(a)).slice(keptSites)
  for (const folder of old) deleteUnheld(folder)
}

function deleteUnheld(folder: string): void {
  const file = new DatabaseSync(lockOf(folder))
  try {
    file.exec('BEGIN EXCLUSIVE')
    rmSync(folder, { recursive: true })
    rmSync(lockOf(folder))
  } catch {
    // Somebody serves it.
  } finally {
    file.close()
  }
}
