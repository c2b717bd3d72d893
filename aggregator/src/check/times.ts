import type { Scene } from '../round/index.ts'

/** Chain times in seconds from which a check goes on with who answered, if they are enough. */
export type Times = {
  readonly sketches: number
  readonly answers: number
  readonly settles: number
  readonly sums: number
  /** From which reveals are no longer waited for, nor anything that a result depends on. */
  readonly last: number
}

/**
 * A turn has a quarter for sketches and one for what the committee says in three steps, half of it for
 * the first; a quarter is for reveals, and the last one for opening the sums.
 *
 * @param half - of the turn
 */
export function timesOf({ run }: Pick<Scene, 'run'>, half: number): Times {
  const quarter = Math.floor(run.machine.lead.turnSeconds / 4)
  const [eighth, sixteenth] = [Math.floor(quarter / 2), Math.floor(quarter / 4)]
  return {
    sketches: half - quarter,
    answers: half - eighth,
    settles: half - sixteenth,
    sums: half,
    last: half + quarter,
  }
}
