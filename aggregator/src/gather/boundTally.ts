import { type BundleRefs, type Hex, isSameArtefact } from '@vain/protocol'

/** Bundles that a member has masked under. */
export type BoundRefs = Required<BundleRefs> & {
  readonly share: NonNullable<BundleRefs['share']>
}

/** What members say they are bound to, each counted once. Source: docs/protocol §6.4. */
export type BoundTally = {
  note(operator: number, refs: BoundRefs): void
  /** The bundles that most members are bound to, but those that were ruled out. */
  best(): { readonly refs: BoundRefs; readonly members: number } | undefined
  /** They cannot be had, or are no bundles of this round. */
  ruleOut(refs: BoundRefs): void
}

export function createBoundTally(): BoundTally {
  const bound = new Map<number, BoundRefs>()
  const unusable = new Set<Hex>()
  return {
    note: (operator, { roster, share }) => void bound.set(operator, { roster, share }),
    best() {
      const counts = new Map<string, { readonly refs: BoundRefs; members: number }>()
      for (const refs of bound.values()) {
        if (unusable.has(nameOf(refs))) continue
        const known = counts.get(nameOf(refs)) ?? { refs, members: 0 }
        counts.set(nameOf(refs), { refs, members: known.members + 1 })
      }
      // Of as many the same for everyone who has heard the same.
      const ranked = [...counts].sort(
        ([a, one], [b, other]) => other.members - one.members || (a < b ? -1 : 1),
      )
      return ranked[0]?.[1]
    },
    ruleOut: (refs) => void unusable.add(nameOf(refs)),
  }
}

/** Whether two leaders' words are the same. */
export function isSameRefs(a: BoundRefs, b: BundleRefs): boolean {
  return (
    b.share !== undefined && isSameArtefact(a.roster, b.roster) && isSameArtefact(a.share, b.share)
  )
}

const nameOf = ({ roster, share }: BoundRefs): Hex =>
  `0x${[roster.root, roster.content, share.root, share.content].map((it) => it.slice(2)).join('')}`
