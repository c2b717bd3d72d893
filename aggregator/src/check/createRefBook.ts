import type { Artefact, CheckRefs, Fault } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** The bundles of a round's check that this aggregator goes by, on disk before anyone is shown them. */
export type RefBook = {
  refs(): Partial<CheckRefs>
  goBy(refs: Partial<CheckRefs>): void
  /** Goes by a bundle no more: it cannot be had for now, or is none of this round. */
  letGo(what: keyof CheckRefs, fault: Fault): void
  /** Whether a bundle is not known to be none of this round. */
  isUsable(artefact: Artefact): boolean
}

/** Each bundle is about the one before. */
const order: readonly (keyof CheckRefs)[] = ['sketches', 'checks', 'settles', 'sums']

/** Faults of a bundle that may be none later: nobody had it, or it is about others than those gone by. */
const passing: readonly string[] = ['missing', 'wrong-sketches']

/** What is known of bundles is forgotten with the process. One that nobody had may be had later. */
export function createRefBook({ deps }: Pick<Work, 'deps'>, { round }: Scene): RefBook {
  const masksRoot = round.masks?.root ?? '0x'
  const unusable = new Set<string>()
  let refs = deps.store.checkRefs(round, masksRoot) ?? {}
  const book: RefBook = {
    refs: () => refs,
    goBy(next) {
      refs = next
      deps.store.saveCheckRefs(round, masksRoot, refs)
    },
    letGo(what, { kind: _, ...facts }) {
      const at = { run: round.run, round: round.round }
      deps.log.warn('a bundle of the check cannot be used', { ...at, ...facts })
      const gone = refs[what]
      if (gone !== undefined && !passing.includes(facts.reason)) unusable.add(gone.content)
      // What was said of a bundle says nothing of others.
      const left = order.slice(0, order.indexOf(what))
      book.goBy(Object.fromEntries(left.map((name) => [name, refs[name]])))
    },
    isUsable: ({ content }) => !unusable.has(content),
  }
  return book
}
