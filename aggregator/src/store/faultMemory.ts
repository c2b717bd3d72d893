import type { DatabaseSync } from 'node:sqlite'
import type { Store } from './openStore.ts'

type FaultMemory = Pick<
  Store,
  'saveFault' | 'faults' | 'saveSuspects' | 'clearSuspects' | 'suspects'
>

/** Who was at fault in checks, or is suspected, in the tables of an aggregator's store. */
export function faultMemory(database: DatabaseSync): FaultMemory {
  const writeFault = database.prepare('INSERT OR REPLACE INTO faults VALUES (?, ?, ?, ?)')
  const readFaults = database.prepare(
    'SELECT member FROM faults WHERE run = ? AND round >= ? ORDER BY round DESC, member',
  )
  const writeSuspect = database.prepare('INSERT OR REPLACE INTO suspects VALUES (?, ?, ?)')
  const dropSuspect = database.prepare('DELETE FROM suspects WHERE run = ? AND member = ?')
  const readSuspects = database.prepare(
    'SELECT member FROM suspects WHERE run = ? AND round >= ? ORDER BY member',
  )
  const membersOf = (rows: readonly Record<string, unknown>[]): number[] =>
    rows.map(({ member }) => Number(member))
  return {
    saveFault({ run, round }, member, reason) {
      writeFault.run(run, member, round, reason)
    },
    faults: ({ run, round }) => membersOf(readFaults.all(run, round)),
    saveSuspects({ run, round }, members) {
      for (const member of members) writeSuspect.run(run, member, round)
    },
    clearSuspects({ run }, members) {
      for (const member of members) dropSuspect.run(run, member)
    },
    suspects: ({ run, round }) => membersOf(readSuspects.all(run, round)),
  }
}
