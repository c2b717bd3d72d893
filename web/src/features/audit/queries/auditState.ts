import type { AuditedRound } from '@vain/audit'
import type { AuditMessage, Found } from '../worker/messages.ts'

/** How far an audit is. */
export type AuditState = {
  readonly phase: 'idle' | 'reading' | 'checking' | 'done' | 'cancelled' | 'failed'
  /** Steps that are done: what the chain says was read, replayed, and so on. */
  readonly steps: readonly Step[]
  readonly block?: number
  readonly events?: number
  /** Rounds that were derived again, in their order. */
  readonly rounds: readonly AuditedRound[]
  /** Rounds that are to be derived, once that is known. */
  readonly of?: number
  readonly found?: Found
  /** Why it could not look. */
  readonly failure?: { readonly code: string; readonly text: string }
}

export type Step = 'chain' | 'ledger' | 'validator-sets' | 'run'

/** Before any. */
export const idle: AuditState = { phase: 'idle', steps: [], rounds: [] }

/** What is known after the worker has said one thing more. */
export function advanceAudit(state: AuditState, message: AuditMessage): AuditState {
  switch (message.kind) {
    case 'reading':
      return { ...idle, phase: 'reading' }
    case 'read': {
      const { events, block } = message
      return { ...state, phase: 'checking', events, block, steps: ['chain'] }
    }
    case 'step':
      return { ...state, steps: [...state.steps, message.step] }
    case 'round':
      return { ...state, rounds: [...state.rounds, message.round], of: message.of }
    case 'report':
      return { ...state, phase: 'done', found: message.found }
    case 'failed':
      return { ...state, phase: 'failed', failure: { code: message.code, text: message.text } }
  }
}
