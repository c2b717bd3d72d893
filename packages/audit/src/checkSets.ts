import { type Hex, type LedgerView, verifyPossession, verifySet } from '@vain/protocol'
import type { Meter } from './meter.ts'
import { type AuditFault, toAuditFault } from './report.ts'

/**
 * Checks every validator set: that its key and weight are those of its validators, and that each
 * of them proved to hold its key, without which an aggregate signature proves nothing.
 */
export function checkSets(view: LedgerView, keyBook: Hex, meter: Meter): AuditFault | undefined {
  const proven = new Set<number>()
  for (const set of view.sets.values()) {
    const wrongSet = verifySet(view, set)
    if (wrongSet !== undefined) return toAuditFault(wrongSet)
    for (const index of set.indices.filter((validator) => !proven.has(validator))) {
      const operator = view.operators.get(index)
      // A set with an unknown validator did not pass `verifySet`.
      if (operator === undefined) continue
      const unproven = verifyPossession(view.venue.chainId, keyBook, operator)
      if (unproven !== undefined) return toAuditFault(unproven)
      proven.add(index)
      meter.count('possessionProofs')
    }
    meter.count('validatorSets')
  }
  return undefined
}
