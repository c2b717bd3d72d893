import type { BundleRefs } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import type { BoundTally } from './boundTally.ts'
import type { Windows } from './windows.ts'

/** What the stages of one round's `open` share. */
export type Course = {
  readonly work: Work
  /** Words that every masked vector must have. */
  readonly words: number
  readonly tally: BoundTally
}

/** One thing that is collected before the chain hears of any of it. */
export type Stage = {
  /** Does what can be done now; the stage that follows, once this one is over. */
  step(scene: Scene, windows: Windows): Promise<Stage | undefined>
  /** An operator says that its answer of a phase is ready. */
  hint(phase: number, operator: number): void
  stop(): void
}

/** Keeps on disk which bundles this aggregator goes by, before it names them to anyone. */
export function keepRefs({ work }: Course, { round }: Scene, refs: BundleRefs): void {
  work.deps.store.saveRefs(round, round.openHead, refs)
}

/** The bundles that this aggregator went by when it last had to do with the round. */
export function keptRefs({ work }: Course, { round }: Scene): BundleRefs | undefined {
  return work.deps.store.refs(round, round.openHead)
}
