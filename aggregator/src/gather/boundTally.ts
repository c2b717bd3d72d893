import { isSameArtefact, type MaskRefs, mostBound } from '@vain/protocol'

/** What members say they have masked under, each counted once. Source: docs/protocol §4.7. */
export type BoundTally = {
  note(operator: number, refs: MaskRefs): void
  /** The bundles that most members are bound to, and how many; those that were ruled out do not count. */
  best(): { readonly refs: MaskRefs; readonly members: number } | undefined
  /** They cannot be had, or are no bundles of this round. */
  ruleOut(refs: MaskRefs): void
}

export function createBoundTally(): BoundTally {
  const bound = new Map<number, MaskRefs>()
  const unusable: MaskRefs[] = []
  return {
    note: (operator, { roster, share }) => void bound.set(operator, { roster, share }),
    best() {
      const usable = [...bound.values()].filter(
        (refs) => !unusable.some((other) => isSameRefs(refs, other)),
      )
      const refs = mostBound(usable)
      return refs && { refs, members: usable.filter((other) => isSameRefs(refs, other)).length }
    },
    ruleOut: (refs) => void unusable.push(refs),
  }
}

/** Whether they are the same bundles. */
export function isSameRefs(a: MaskRefs, b: MaskRefs): boolean {
  return isSameArtefact(a.roster, b.roster) && isSameArtefact(a.share, b.share)
}
