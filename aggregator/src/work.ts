import type { LogFields } from '@vain/base'
import type { Receipt } from '@vain/chain'
import type { Fault } from '@vain/protocol'
import type { Slots } from './collect/index.ts'
import type { RunningSums } from './fold/index.ts'
import type { Deps, Settings } from './ports.ts'
import type { RunScene, Scene, Tables } from './round/index.ts'

/** Calls of the contracts that an aggregator makes. */
export type CallName = keyof Deps['writer']

/** What the steps of a run's rounds share. */
export type Work = {
  readonly deps: Deps
  readonly settings: Settings
  readonly tables: Tables
  readonly sums: RunningSums
  /** Places for questions, and for masked vectors in memory. */
  readonly slots: { readonly ask: Slots; readonly pull: Slots }
  /** Something may have changed: steps are looked at again. */
  readonly changed: () => void
  /**
   * Makes a call, and logs its gas with `facts`. Whether it is in a block: a refusal by the
   * contract is what happens when another aggregator was faster, and the next look tells.
   */
  readonly send: (
    scene: RunScene,
    call: CallName,
    facts: LogFields,
    transact: () => Promise<Receipt>,
  ) => Promise<boolean>
}

/** A step of a round that waits for others. */
export type Task = {
  /**
   * Does what can be done now.
   *
   * @param until - chain time in seconds from which it goes on with who answered
   * @returns the fault that stands in the way, if any
   */
  step(scene: Scene, until: number): Promise<Fault | undefined>
  /** An operator says that its answer of a phase is ready. */
  hint(phase: number, operator: number): void
  /** Operators that it waits for now. */
  missing(): readonly number[]
  stop(): void
}
