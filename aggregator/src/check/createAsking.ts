import type { Body } from '@vain/protocol'
import {
  askAndKeep,
  type Collection,
  collectFrom,
  type EnvelopeOf,
  type MessageRule,
} from '../collect/index.ts'
import type { Work } from '../work.ts'

/** Asks operators for their messages of one phase, from when it is first looked at. */
export type Asking<P extends Body['phase']> = {
  collection(): Collection<EnvelopeOf<P>>
  hint(operator: number): void
  stop(): void
}

/**
 * @param expected - who is asked
 * @param asked - what a question says besides round and phase
 */
export function createAsking<P extends Body['phase']>(
  work: Work,
  rule: MessageRule<P>,
  expected: readonly number[],
  asked: Parameters<typeof askAndKeep<P>>[3],
): Asking<P> {
  let collection: Collection<EnvelopeOf<P>> | undefined
  return {
    collection() {
      collection ??= collectFrom(work, rule.round, rule.phase, expected, (operator) =>
        askAndKeep(work.deps, rule, operator, asked),
      )
      return collection
    },
    hint: (operator) => collection?.hint(operator),
    stop: () => collection?.stop(),
  }
}
