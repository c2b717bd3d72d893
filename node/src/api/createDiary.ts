import type { Clock } from '@vain/base'
import type { RoundKey } from '../store/index.ts'
import type { TrainingRow } from './nodeApi.ts'

/** Which trainings there were since the start, and how they ended. */
export type Diary = {
  /** A training begins; the function that is returned says how it has ended. */
  begin(at: RoundKey): (state: Exclude<TrainingRow['state'], 'running'>) => void
  /** The newest first. */
  rows(): readonly TrainingRow[]
}

/** Trainings that are kept in mind. */
const length = 50

export function createDiary(clock: Pick<Clock, 'now'>): Diary {
  const seconds = (): number => Math.floor(clock.now() / 1_000)
  let rows: readonly TrainingRow[] = []
  return {
    begin({ run, round }) {
      let row: TrainingRow = { run, round, state: 'running', begunAt: seconds() }
      rows = [row, ...rows].slice(0, length)
      return (state) => {
        const ended = { ...row, state, endedAt: seconds() }
        rows = rows.map((one) => (one === row ? ended : one))
        row = ended
      }
    },
    rows: () => rows,
  }
}
