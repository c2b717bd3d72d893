import type { Clock, Log, RandomSource } from '@vain/base'
import type { Content, OperatorKeys } from '@vain/protocol'
import type { Materials, Tables } from '../run/index.ts'
import type { MemberStore } from '../store/index.ts'
import type { Trainer } from '../train/index.ts'

/** What a member needs. */
export type MemberDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  /** This operator's index in `KeyBook`. */
  readonly index: number
  readonly keys: Pick<OperatorKeys, 'staking'>
  readonly store: MemberStore
  readonly content: Content
  /** CID of bytes that are not stored yet. */
  readonly cidOf: (bytes: Uint8Array) => Promise<string>
  readonly materials: Materials
  readonly tables: Tables
  readonly trainer: Pick<Trainer, 'train'>
  /** Tells aggregators that an answer is ready; nothing depends on it. */
  readonly hint: (run: number, round: number, phase: number) => void
}

export type MemberOptions = {
  /** Keeps each round's quantised update in the data folder for its owner. */
  readonly keepInputs: boolean
  /** Longest wait for one artefact. */
  readonly fetchTimeoutMs: number
}
