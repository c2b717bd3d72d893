import { readdirSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromWords, toModel } from '@vain/protocol'
import { inTransaction } from './database.ts'
import { readIfThere, writeDurably } from './durableFile.ts'
import type { MemberStore } from './memberStore.ts'
import { type Parts, pathOf } from './parts.ts'
import type { RoundKey } from './roundKey.ts'

/** What a member keeps in files beside its memory: vectors, updates it trained, inputs. */
export function memberFiles({
  database,
  folder,
}: Parts): Pick<
  MemberStore,
  'vectorBytes' | 'saveTrained' | 'trained' | 'own' | 'keepOwn' | 'saveInput' | 'erase'
> {
  return {
    vectorBytes: (at) => readIfThere(pathOf(folder, 'vectors', at)),
    async saveTrained(at, modelRoot, { update, examples, own }) {
      // Before the row: whoever finds that finds both.
      if (own !== undefined) await writeDurably(pathOf(folder, 'own', at), fromWords(own))
      await writeDurably(pathOf(folder, 'trained', at), fromWords(update))
      database
        .prepare('INSERT OR REPLACE INTO trained VALUES (?, ?, ?, ?)')
        .run(at.run, at.round, modelRoot, examples)
    },
    async trained(at, modelRoot, length) {
      const row = database
        .prepare('SELECT model, examples FROM trained WHERE run = ? AND round = ?')
        .get(at.run, at.round)
      if (row?.model !== modelRoot) return undefined
      const bytes = await readIfThere(pathOf(folder, 'trained', at))
      return bytes && { update: toModel(bytes, length), examples: Number(row.examples) }
    },
    async own(at, words) {
      const bytes = await readIfThere(pathOf(folder, 'own', at))
      return bytes && toModel(bytes, words)
    },
    async keepOwn({ run, round }, counted) {
      const files = ownFiles(folder).filter((file) => file.run === run && file.round < round)
      const kept = files.length > 0 ? await lastFew(files, counted) : new Set<string>()
      for (const { path } of files) if (!kept.has(path)) await rm(path)
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

/** Most rounds, and bytes unless one has more, of which a member has what it kept. §5.6. */
const mostKept = { rounds: 8, bytes: 2 ** 30 }

type OwnFile = RoundKey & { readonly path: string }

/** The first round of a run of which a member has what it kept by its strategy. */
export function firstKept(folder: string, run: number): number | undefined {
  const own = ownFiles(folder).filter((file) => file.run === run && Number.isInteger(file.round))
  return own.length === 0 ? undefined : Math.min(...own.map(({ round }) => round))
}

function ownFiles(folder: string): readonly OwnFile[] {
  const place = join(folder, 'own')
  return namesIn(place).map((name) => {
    const [run = Number.NaN, round = Number.NaN] = name.split(/[-.]/, 2).map(Number)
    return { run, round, path: join(place, name) }
  })
}

/** A few at most: it may stand still for them. */
function namesIn(place: string): readonly string[] {
  try {
    return readdirSync(place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Paths of the newest of these rounds that may be kept. */
async function lastFew(
  files: readonly OwnFile[],
  counted: Iterable<Pick<RoundKey, 'round'>>,
): Promise<ReadonlySet<string>> {
  const oldest = Math.min(...files.map(({ round }) => round))
  const kept = new Set<string>()
  let bytes = 0
  for (const { round } of counted) {
    if (round < oldest || kept.size === mostKept.rounds) break
    const file = files.find((one) => one.round === round && one.path.endsWith('.bin'))
    if (file === undefined) continue
    bytes += (await stat(file.path)).size
    if (kept.size > 0 && bytes > mostKept.bytes) break
    kept.add(file.path)
  }
  return kept
}
