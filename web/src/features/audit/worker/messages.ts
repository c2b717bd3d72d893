import type { AuditedRound, AuditReport } from '@vain/audit'
import type { Choice } from './chooseRounds.ts'

/** What the page asks the worker for. One worker does one audit. */
export type AuditRequest = {
  /** Where `/rpc` and `/ipfs` are. */
  readonly origin: string
  readonly ledger: `0x${string}`
  readonly run: number
  readonly choice: Choice
}

/** What the worker says: how far it is, and at last what it found, or why it could not look. */
export type AuditMessage =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly events: number; readonly block: number }
  | { readonly kind: 'step'; readonly step: 'ledger' | 'validator-sets' | 'run' }
  | {
      readonly kind: 'round'
      readonly round: AuditedRound
      /** It is number `at` of `of`. */
      readonly at: number
      readonly of: number
    }
  | { readonly kind: 'report'; readonly found: Found }
  | { readonly kind: 'failed'; readonly code: string; readonly text: string }

/** What an audit found. */
export type Found = {
  readonly report: AuditReport
  /** What `vain audit --json` prints. */
  readonly json: string
  /** What `vain audit` prints. */
  readonly text: string
  /** The fault as a sentence. */
  readonly fault?: string | undefined
}
