import type { Clock, Log, Meter, RandomSource } from '@vain/base'
import type { ContentSource, Masker, OperatorKeys } from '@vain/protocol'
import type { ChainView, Materials } from '../run/index.ts'
import type { ValidatorStore } from '../store/index.ts'
import type { Trainer } from '../train/index.ts'

/** What a validator needs. */
export type ValidatorDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly chain: ChainView
  /** This operator's index in `KeyBook`. */
  readonly index: number
  readonly keys: Pick<OperatorKeys, 'staking' | 'bls'>
  readonly store: ValidatorStore
  readonly content: ContentSource
  readonly materials: Materials
  readonly random: RandomSource
  /** Has this validator's own held-out examples. */
  readonly trainer: Pick<Trainer, 'evaluate'>
  /** Has all others, in replayable runs. */
  readonly replayer: Pick<Trainer, 'train'>
  readonly masker: Masker
  /** Tells aggregators that an answer is ready; nothing depends on it. */
  readonly hint: (run: number, round: number, phase: number) => void
  /** Counts what it finds. */
  readonly meter?: Meter
}

export type ValidatorOptions = {
  /** Longest wait for one artefact. */
  readonly fetchTimeoutMs: number
  /** Most members of a group whose trainings it repeats, of each round of a replayable run. */
  readonly replayMembers: number
}
