import { type Artefact, isSameArtefact } from '@vain/protocol'

/** Which bundle operators say that their answers rest on, each counted once. */
export type ArtefactTally = {
  note(operator: number, artefact: Artefact): void
  /** What most named. */
  best(): Artefact | undefined
  /**
   * The same where more operators named it than that. With as many as may lie, one of them does not,
   * and so has read it.
   */
  elsewhere(than: number): Artefact | undefined
}

export function createArtefactTally(): ArtefactTally {
  const named = new Map<number, Artefact>()
  const votes = (artefact: Artefact): number =>
    [...named.values()].filter((other) => isSameArtefact(artefact, other)).length
  const best = (): Artefact | undefined =>
    [...named.values()].reduce<Artefact | undefined>(
      (most, one) => (most === undefined || votes(one) > votes(most) ? one : most),
      undefined,
    )
  return {
    note: (operator, artefact) => void named.set(operator, artefact),
    best,
    elsewhere(than) {
      const most = best()
      return most !== undefined && votes(most) > than ? most : undefined
    },
  }
}
