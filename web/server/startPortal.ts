import { join } from 'node:path'
import type { Clock, Log, RandomSource } from '@vain/base'
import { type Deployment, readDeployment } from '@vain/chain'
import {
  type Indexer,
  openIndexer,
  type Place,
  portalApi,
  portalEndpoint,
  relayEndpoint,
  rpcEndpoint,
} from '@vain/indexer'
import { announcedContent, announcedSource, type GatewaySource } from '@vain/net/artefacts'
import {
  createHttpServer,
  HttpFailure,
  type HttpServer,
  openTokens,
  type PrometheusMeter,
  readSite,
} from '@vain/service'
import { type Chain, connectChain } from './chain/connectChain.ts'
import { createRpcProxy } from './chain/createRpcProxy.ts'
import { developmentWallet } from './chain/developmentWallet.ts'
import { untilThere } from './chain/untilThere.ts'
import { type PortalConfig, toContracts } from './config.ts'
import { gatewayContent } from './content/gatewayContent.ts'
import { type Spooled, spoolFromGateway } from './content/spoolFromGateway.ts'
import { serveHealth } from './health/serveHealth.ts'
import { type Limits, openLimits } from './limits/openLimits.ts'
import { type OpenRelay, openRelay } from './relay/openRelay.ts'

/** A portal that is served. */
export type Portal = {
  readonly url: string
  /** Resolves once it follows the chain; rejects if the chain has no such network. */
  readonly opened: Promise<void>
  stop(): Promise<void>
}

export type PortalDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  readonly meter: PrometheusMeter
  /** Ends waiting for the chain. */
  readonly signal: AbortSignal
}

/** Where the index is: in PostgreSQL if that is configured, else in a file of the data folder. */
export function indexPlace({
  database,
  dataFolder,
}: Pick<PortalConfig, 'database' | 'dataFolder'>): Place {
  return database === undefined ? join(dataFolder, 'index.sqlite') : { postgres: database }
}

/** What there is once the chain has answered. */
type Network = {
  readonly indexer: Indexer
  readonly relay: OpenRelay | undefined
  /** Artefacts as its operators send them. */
  readonly artefacts: GatewaySource<Spooled>
}

/**
 * Serves a portal: its pages at once, what is of the chain as soon as the chain answers.
 *
 * @param config - with the folder of the pages
 * @throws {VainError} `http/not-listening`, `http/no-site`, `http/bad-proxy`, and what opening the
 *   tokens and the limits throws
 */
export async function startPortal(
  deps: PortalDeps,
  config: PortalConfig & { readonly site: string },
): Promise<Portal> {
  const { log, meter, random } = deps
  const { site, dataFolder, host, port, trustedProxies, pageOrigins } = config
  tellUnknown(log, config)
  const limits = await openLimits(deps, config)
  const chain = connectChain(config, meter)
  let network: Network | undefined
  let isStopped = false
  const content = gatewayContent(() => network?.artefacts)
  const tokens = await openTokens(random, dataFolder)
  const { requests: rateLimit } = limits
  const http = await createHttpServer(
    { log, meter, tokens, content, api: portalApi, site: readSite(site), rateLimit },
    { host, port, trustedProxies, pageOrigins },
  )
  serveHealth(http, meter, {
    isAway: () => chain.isAway() || network?.indexer.isAway() === true,
    head: () => network?.indexer.head(),
    troubles: () =>
      [limits.trouble(), network?.relay?.balance.trouble()].filter((it) => it !== undefined),
  })
  const found = untilThere(deps, ['chain/unreachable'], 'the chain is away', () =>
    readDeployment(chain.rpc, config.ledger),
  )
  const opened = found.then(async (deployment) => {
    network = await serveNetwork(deps, { http, chain, limits, deployment }, config)
    if (isStopped) await close(network)
  })
  // Whoever waits for it hears of its failure; a portal that is stopped meanwhile has none.
  opened.catch(() => undefined)
  return {
    url: http.url,
    opened,
    async stop() {
      isStopped = true
      await Promise.all([http.close(), network && close(network)])
      limits.close()
      chain.close()
    },
  }
}

async function close({ indexer, relay }: Network): Promise<void> {
  await Promise.all([indexer.stop(), relay?.close()])
}

function tellUnknown(log: Log, { unknownContracts }: PortalConfig): void {
  if (unknownContracts.length === 0) return
  log.warn('the network file names contracts that this release does not know', {
    names: unknownContracts.slice(0, 20),
  })
}

type Found = {
  readonly http: HttpServer
  readonly chain: Chain
  readonly limits: Limits
  readonly deployment: Deployment
}

/** What ends by itself: a database that starts, or another portal that makes the same index. */
const waitedFor = ({ rebuild }: PortalConfig): readonly string[] => [
  'portal/database-away',
  ...(rebuild ? [] : ['portal/not-writer']),
]

/** Answers what is of the chain from here on. @throws {VainError} what opening the relay throws */
async function serveNetwork(
  deps: PortalDeps,
  { http, chain, limits, deployment }: Found,
  config: PortalConfig,
): Promise<Network> {
  const { rpc, pages } = chain
  const { chainId, deployedAt } = deployment
  const { nodeApis, rebuild } = config
  const contracts = toContracts(deployment, config)
  const relay = config.relay
    ? await openRelay({ ...deps, rpc, limits }, chainId, config)
    : undefined
  const wallet = config.developmentWallet ? developmentWallet(chainId) : undefined
  const ask = createRpcProxy({ ...deps, rpc: pages }, new Set(Object.values(contracts)))
  http.answer(rpcEndpoint, ({ body, client }) => ask(body, client))
  http.answer(portalEndpoint, () => ({
    ...{ chainId: String(chainId), contracts, deployedAt, nodeApis },
    developmentWallet: wallet,
    relay: relay && { address: relay.address, perHour: relay.perHour },
  }))
  http.answer(relayEndpoint, ({ body, client }) => {
    if (relay !== undefined) return relay.send(body, client)
    throw new HttpFailure(404, 'relay/off', 'this portal sends no votes')
  })
  const options = { deployment, contracts, place: indexPlace(config), rebuild, nodeApis }
  const indexer = await untilThere(deps, waitedFor(config), 'the index cannot be opened yet', () =>
    openIndexer({ ...deps, rpc, http, content: announcedContent }, options),
  )
  const spool = spoolFromGateway(join(config.dataFolder, 'artefacts'))
  return { relay, indexer, artefacts: announcedSource(indexer.view, spool) }
}
