import { type Artefact, isSameArtefact } from '@vain/protocol'

/** Which bundle operators say that their answers rest on, each counted once. */
export type ArtefactTally = {
  note(operator: number, artefact: Artefact): void
  /** What most named, and how many. */
  best(): { readonly artefact: Artefact; readonly operators: number } | undefined
}

export function createArtefactTally(): ArtefactTally {
  const named = new Map<number, Artefact>()
  return {
    note: (operator, artefact) => void named.set(operator, artefact),
    best() {
      const all = [...named.values()]
      const votes = (artefact: Artefact): number =>
        all.filter((other) => isSameArtefact(artefact, other)).length
      return all
        .map((artefact) => ({ artefact, operators: votes(artefact) }))
        .reduce<ReturnType<ArtefactTally['best']>>(
          (best, one) => (best === undefined || one.operators > best.operators ? one : best),
          undefined,
        )
    },
  }
}
