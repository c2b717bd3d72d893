import { createGatewaySource } from '@vain/audit'
import { announcedGateways, fetchFromGateway } from '@vain/net'
import type { ContentSource, LedgerView } from '@vain/protocol'

/** Artefacts over the gateways that operators announced on chain, as the view stands then. */
export function announcedContent(view: () => LedgerView): ContentSource {
  return {
    get: (cid, limits, signal) =>
      createGatewaySource(announcedGateways(view()), fetchFromGateway).get(cid, limits, signal),
  }
}
