import type { Scene } from '../round/index.ts'

/** Chain times in seconds from which a check goes on with who answered, if they are enough. */
export type Times = {
  readonly sketches: number
  readonly answers: number
  /** From which reveals are no longer waited for, nor anything that a result depends on. */
  readonly last: number
}

/**
 * A turn has a quarter each for sketches, for the committee's answers and for reveals; the last one is
 * for opening the sums.
 *
 * @param half - of the turn
 */
export function timesOf({ run }: Pick<Scene, 'run'>, half: number): Times {
  const quarter = Math.floor(run.machine.lead.turnSeconds / 4)
  return { sketches: half - quarter, answers: half, last: half + quarter }
}
