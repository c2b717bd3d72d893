import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RoundKey } from '../store/index.ts'
import { type KeptTraining, saveRecord } from './trainingRecord.ts'

/** Records of this operator's own trainings, for it alone. */
export type Records = {
  /** Keeps a round's, and deletes those of the rounds that were kept longest ago. */
  save(at: RoundKey, kept: KeptTraining): void
}

const form = /^(\d+)-(\d+)$/

/** Rounds of a run whose records are there, ascending. */
function roundsIn(folder: string, run: number): number[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const [, ofRun, round] = form.exec(name) ?? []
      return Number(ofRun) === run ? [Number(round)] : []
    })
    .toSorted((a, b) => a - b)
}

/**
 * Keeps records in `records/RUN-ROUND` of the data folder, mode 0700: they hold a hash of the
 * operator's examples, by which whoever has a guess at all of them can check it.
 *
 * @param rounds - of each run, at least 1
 */
export function createRecords(dataFolder: string, rounds: number): Records {
  const folder = join(dataFolder, 'records')
  return {
    save({ run, round }, kept) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      saveRecord(join(folder, `${run}-${round}`), kept)
      for (const old of roundsIn(folder, run).slice(0, -rounds))
        rmSync(join(folder, `${run}-${old}`), { recursive: true, force: true })
    },
  }
}
