/**
 * Artefacts for those who are no peers: what names them, and how the gateways of operators send them.
 * A door of its own, since libp2p behind the other one takes seconds to load.
 */
export { announcedContent, announcedSource } from './content/gateways/announcedContent.ts'
export { announcedGateways } from './content/gateways/announcedGateways.ts'
export {
  createGatewaySource,
  type FetchFromGateway,
  type GatewaySource,
} from './content/gateways/createGatewaySource.ts'
export { fetchFromGateway, saveFromGateway } from './content/gateways/fetchFromGateway.ts'
export { toGatewayUrl } from './content/gateways/toGatewayUrl.ts'
export { cidOf, parseCid } from './content/unixfs.ts'
