import { activeOperators, type LedgerView, type Ring, roles } from '@vain/protocol'

/** The aggregators that take turns. Source: docs/protocol §6.4. */
export function ringOf(view: LedgerView): Ring {
  return activeOperators(view, roles.aggregator)
}
