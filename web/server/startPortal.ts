import { join } from 'node:path'
import { type Clock, type Log, type RandomSource, VainError } from '@vain/base'
import { connectRpcs, createWallet, type Deployment, type Rpc, readDeployment } from '@vain/chain'
import {
  type Indexer,
  openIndexer,
  portalApi,
  portalEndpoint,
  relayEndpoint,
  rpcEndpoint,
} from '@vain/indexer'
import { announcedContent } from '@vain/net/artefacts'
import type { LedgerView } from '@vain/protocol'
import { createHttpServer, HttpFailure, type HttpServer, readSite } from '@vain/service'
import { createRpcProxy } from './chain/createRpcProxy.ts'
import { developmentWallet } from './chain/developmentWallet.ts'
import { type PortalConfig, toContracts } from './config.ts'
import { gatewayContent } from './content/gatewayContent.ts'
import { createRelay, type Relay } from './relay/createRelay.ts'
import { openRelayKey } from './relay/openRelayKey.ts'

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
  /** Ends waiting for the chain. */
  readonly signal: AbortSignal
}

/** File of the index in a data folder. */
export const indexFile = (dataFolder: string): string => join(dataFolder, 'index.sqlite')

/** Requests of one address a second, and at once: a page with an audit asks for many artefacts. */
const rate = { perSecond: 300, burst: 3_000 } as const
/** Between two tries to find the network, milliseconds. */
const retryMs = 1_000

/**
 * Serves a portal: its pages at once, what is of the chain as soon as the chain answers.
 *
 * @param config - with the folder of the pages
 * @throws {VainError} `http/not-listening`, `http/no-site`
 */
export async function startPortal(
  deps: PortalDeps,
  config: PortalConfig & { readonly site: string },
): Promise<Portal> {
  const { log } = deps
  const { ledger, host, port, unknownContracts } = config
  if (unknownContracts.length > 0)
    log.warn('the network file names contracts that this release does not know', {
      names: unknownContracts.slice(0, 20),
    })
  const rpc = connectRpcs([config.rpcUrl, ...config.rpcFallbackUrls], { ledger })
  let indexer: Indexer | undefined
  const content = gatewayContent(() => indexer?.content)
  const http = await createHttpServer(
    { log, content, api: portalApi, site: readSite(config.site) },
    { host, port, ...rate },
  )
  const opened = findNetwork(deps, rpc, config).then(async (deployment) => {
    const relay = config.relay ? await openRelay(deps, rpc, deployment, config) : undefined
    indexer = serveNetwork(deps, { http, rpc, deployment, relay }, config)
  })
  // Whoever waits for it hears of its failure; a portal that is stopped meanwhile has none.
  opened.catch(() => undefined)
  return {
    url: http.url,
    opened,
    async stop() {
      await Promise.all([http.close(), indexer?.stop()])
      rpc.close()
    },
  }
}

/** The network's contracts, once a node of the chain answers. */
async function findNetwork(
  { log, clock, signal }: PortalDeps,
  rpc: Rpc,
  { ledger }: PortalConfig,
): Promise<Deployment> {
  for (let tries = 1; ; tries++)
    try {
      return await readDeployment(rpc, ledger)
    } catch (error) {
      if (!(error instanceof VainError) || error.code !== 'chain/unreachable') throw error
      if (tries === 1) log.warn('the chain is away', { error })
      await clock.sleep(retryMs, signal)
    }
}

/** @throws {VainError} `portal/no-governor`, `portal/no-relay-key`, and what opening a key throws */
async function openRelay(
  deps: PortalDeps,
  rpc: Rpc,
  { chainId }: Deployment,
  config: PortalConfig,
): Promise<Relay> {
  const { governor } = config.institutions
  if (governor === undefined)
    throw new VainError('portal/no-governor', 'a relay needs to know the governor', {
      wayOut: 'Give --network with the network’s own file.',
    })
  const wallet = createWallet(rpc, await openRelayKey(deps.random, config, chainId))
  return createRelay({ ...deps, wallet }, { chainId, governor, perHour: config.relayPerHour })
}

type Found = {
  readonly http: HttpServer
  readonly rpc: Rpc
  readonly deployment: Deployment
  readonly relay: Relay | undefined
}

/** Answers what is of the chain from here on. */
function serveNetwork(
  deps: PortalDeps,
  { http, rpc, deployment, relay }: Found,
  config: PortalConfig,
): Indexer {
  const { chainId, deployedAt } = deployment
  const { dataFolder, nodeApis, rebuild } = config
  const contracts = toContracts(deployment, config)
  const wallet = config.developmentWallet ? developmentWallet(chainId) : undefined
  const ask = createRpcProxy(rpc, new Set(Object.values(contracts)))
  http.answer(rpcEndpoint, ({ body }) => ask(body))
  http.answer(portalEndpoint, () => ({
    ...{ chainId: String(chainId), contracts, deployedAt, nodeApis },
    developmentWallet: wallet,
    relay: relay && { address: relay.address, perHour: relay.perHour },
  }))
  http.answer(relayEndpoint, ({ body, client }) => {
    if (relay !== undefined) return relay.send(body, client)
    throw new HttpFailure(404, 'relay/off', 'this portal sends no votes')
  })
  const content = (view: () => LedgerView) => announcedContent(view)
  const path = indexFile(dataFolder)
  const options = { deployment, contracts, path, rebuild, nodeApis }
  return openIndexer({ ...deps, rpc, http, content }, options)
}
