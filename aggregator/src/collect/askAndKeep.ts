import type { Body } from '@vain/protocol'
import type { Deps } from '../ports.ts'
import {
  askMessage,
  type EnvelopeOf,
  type MessageRule,
  type MoreToAsk,
  openMessage,
} from './askOperator.ts'
import type { Outcome } from './createCollection.ts'

/**
 * An operator's message of a phase: the stored one if it still fits, else asked for and stored. A
 * message under other bundles, or of a block which is no longer on the chain, does not fit.
 */
export async function askAndKeep<P extends Body['phase']>(
  deps: Pick<Deps, 'network' | 'peers' | 'store'>,
  rule: MessageRule<P>,
  operator: number,
  more: MoreToAsk<P> = {},
): Promise<Outcome<EnvelopeOf<P>>> {
  const { store } = deps
  const stored = store.message(rule.round, rule.phase, operator)
  const kept = stored && openMessage(rule, operator, stored)
  if (kept?.kind === 'answer') return kept
  const outcome = await askMessage(deps, rule, operator, more)
  if (outcome.kind === 'answer')
    store.saveMessage(rule.round, rule.phase, operator, outcome.value.bytes)
  return outcome
}
