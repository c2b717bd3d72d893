import type { AuditInputs } from '@vain/audit'
import { announcedGateways } from '@vain/net/artefacts'
import { applyEvent, createLedgerView, type LedgerEvent } from '@vain/protocol'

/** Gateways named on chain. Whether the events fit is for the audit to say. */
export function gatewaysIn({ venue, events }: AuditInputs): readonly string[] {
  const kinds: readonly LedgerEvent['kind'][] = ['registered', 'announced', 'retired']
  const registry = events.filter((event) => kinds.includes(event.kind))
  return announcedGateways(registry.reduce(applyEvent, createLedgerView(venue)))
}
