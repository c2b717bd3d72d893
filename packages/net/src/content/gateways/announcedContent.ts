import type { ContentSource, LedgerView } from '@vain/protocol'
import { announcedGateways } from './announcedGateways.ts'
import { createGatewaySource } from './createGatewaySource.ts'
import { fetchFromGateway } from './fetchFromGateway.ts'

/** Artefacts over the gateways that operators announced on chain, as the view stands then. */
export function announcedContent(view: () => LedgerView): ContentSource {
  return {
    get: async (cid, limits, signal) =>
      createGatewaySource(announcedGateways(view()), fetchFromGateway).get(cid, limits, signal),
  }
}
