import type { ContentSource, LedgerView } from '@vain/protocol'
import { announcedGateways } from './announcedGateways.ts'
import {
  createGatewaySource,
  type FetchFromGateway,
  type GatewaySource,
} from './createGatewaySource.ts'
import { fetchFromGateway } from './fetchFromGateway.ts'

/** Artefacts over the gateways that operators announced on chain, as the view stands then. */
export const announcedContent = (view: () => LedgerView): ContentSource =>
  announcedSource(view, fetchFromGateway)

/** As `announcedContent`, for what `fetch` makes of an artefact. */
export function announcedSource<T>(
  view: () => LedgerView,
  fetch: FetchFromGateway<T>,
): GatewaySource<T> {
  return {
    get: async (cid, limits, signal) =>
      createGatewaySource(announcedGateways(view()), fetch).get(cid, limits, signal),
  }
}
