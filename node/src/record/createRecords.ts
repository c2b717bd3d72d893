import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RoundKey } from '../store/index.ts'
import { type KeptTraining, saveRecord } from './trainingRecord.ts'

/** Records of this operator's own trainings, for it alone. */
export type Records = {
  /**
   * Keeps a round's, whole or not at all, and deletes those of the rounds that were kept longest ago.
   *
   * @throws what writing does, where the disk is full or the folder is not to be written to
   */
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

/** Writes a record beside its place, which it takes when all of it is there. */
function writeWhole(place: string, beside: string, kept: KeptTraining): void {
  try {
    saveRecord(beside, kept)
    rmSync(place, { recursive: true, force: true })
    renameSync(beside, place)
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
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
      writeWhole(join(folder, `${run}-${round}`), join(folder, 'unfinished'), kept)
      for (const old of roundsIn(folder, run).slice(0, -rounds))
        rmSync(join(folder, `${run}-${old}`), { recursive: true, force: true })
    },
  }
}
