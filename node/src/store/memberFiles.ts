import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fromWords, toModel } from '@vain/protocol'
import { inTransaction } from './database.ts'
import { readIfThere, writeDurably } from './durableFile.ts'
import type { MemberStore } from './memberStore.ts'
import { type Parts, pathOf } from './parts.ts'

/** What a member keeps in files beside its memory: vectors, updates it trained, inputs. */
export function memberFiles({
  database,
  folder,
}: Parts): Pick<
  MemberStore,
  'vectorBytes' | 'saveTrained' | 'trained' | 'own' | 'dropOwn' | 'saveInput' | 'erase'
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
    async dropOwn({ run, round }) {
      const names = await readdir(join(folder, 'own'))
      for (const name of names) {
        const [ofRun, ofRound] = name.split(/[-.]/, 2).map(Number)
        if (ofRun === run && Number(ofRound) < round) await rm(join(folder, 'own', name))
      }
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
