import type { Protection } from '@vain/privacy'
import type { Configuration } from '@vain/protocol'

/** What is asked of a run's configuration. */
export type RunQuestion =
  | ({ readonly kind: 'configuration' } & Whose)
  | ({ readonly kind: 'protection' } & Whose & RunSize)

/** Which configuration, and the hash that the chain has for it. */
export type Whose = { readonly origin: string; readonly cid: string; readonly hash: string }

/** What the noise of a run is worth depends on this, besides its configuration. */
export type RunSize = {
  readonly members: number
  readonly corruptionBps: number
  /** Rounds opened so far, and the last one that may be. */
  readonly rounds: number
  readonly lastRound: number
}

/** Answers, by the kind of the question. */
export type RunAnswers = {
  readonly configuration: Configuration
  /** `unit: 'none'` if the run promises nothing. */
  readonly protection: Protection | { readonly unit: 'none' }
}

/** A question with a number, and what comes back. */
export type RunRequest = { readonly id: number; readonly question: RunQuestion }
export type RunReply = {
  readonly id: number
  readonly answer?: RunAnswers[keyof RunAnswers]
  readonly problem?: string
}
