import type { DatabaseSync } from 'node:sqlite'
import type { BundleRefs, CheckRefs } from '@vain/protocol'
import type { Store } from './openStore.ts'

type RefMemory = Pick<Store, 'refs' | 'saveRefs' | 'dropRefs' | 'checkRefs' | 'saveCheckRefs'>

/** The bundles that an aggregator goes by, in the tables of its store. */
export function refMemory(database: DatabaseSync): RefMemory {
  const readRefs = database.prepare(
    'SELECT refs FROM refs WHERE run = ? AND round = ? AND open = ?',
  )
  const writeRefs = database.prepare('INSERT OR REPLACE INTO refs VALUES (?, ?, ?, ?)')
  const dropRefs = database.prepare('DELETE FROM refs WHERE run = ? AND round = ?')
  const readChecks = database.prepare(
    'SELECT refs FROM checks WHERE run = ? AND round = ? AND masks = ?',
  )
  const writeChecks = database.prepare('INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?)')
  return {
    refs({ run, round }, open) {
      const refs = readRefs.get(run, round, open)?.refs
      return typeof refs === 'string' ? (JSON.parse(refs) as BundleRefs) : undefined
    },
    saveRefs({ run, round }, open, { roster, share }) {
      writeRefs.run(run, round, open, JSON.stringify({ roster, share }))
    },
    dropRefs({ run, round }) {
      dropRefs.run(run, round)
    },
    checkRefs({ run, round }, masks) {
      const refs = readChecks.get(run, round, masks)?.refs
      return typeof refs === 'string' ? (JSON.parse(refs) as Partial<CheckRefs>) : undefined
    },
    saveCheckRefs({ run, round }, masks, { sketches, checks, settles, sums }) {
      writeChecks.run(run, round, masks, JSON.stringify({ sketches, checks, settles, sums }))
    },
  }
}
