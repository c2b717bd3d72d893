import type { LedgerView } from '@vain/protocol'
import { toGatewayUrl } from './toGatewayUrl.ts'

/** Base URLs of the artefact gateways that active operators announced on chain. */
export function announcedGateways(view: LedgerView): readonly string[] {
  const urls = [...view.operators.values()]
    .filter((operator) => operator.active)
    .flatMap((operator) => operator.endpoints.map(toGatewayUrl))
  return [...new Set(urls.filter((url) => url !== undefined))]
}
