import type { Clock, Log } from '@vain/base'
import { connectRpcs, createFollower, type Deployment, readDeployment } from '@vain/chain'
import { portalApi, portalEndpoint, rpcEndpoint } from '@vain/indexer'
import { announcedContent } from '@vain/runs'
import { createHttpServer, readSite } from '@vain/service'
import { createRpcProxy } from './chain/createRpcProxy.ts'
import { developmentWallet } from './chain/developmentWallet.ts'
import type { PortalConfig } from './config.ts'
import { gatewayContent } from './content/gatewayContent.ts'

/** A portal that is served. */
export type Portal = { readonly url: string; stop(): Promise<void> }

/** Requests of one address a second, and at once: a page with an audit asks for many artefacts. */
const rate = { perSecond: 300, burst: 3_000 } as const

/**
 * Serves a portal.
 *
 * @param config - with the folder of the pages
 * @throws {VainError} what reading the deployment and listening throw
 */
export async function startPortal(
  deps: { readonly log: Log; readonly clock: Clock },
  config: PortalConfig & { readonly site: string },
): Promise<Portal> {
  const { log } = deps
  const { ledger, host, port } = config
  const rpc = connectRpcs([config.rpcUrl, ...config.rpcFallbackUrls], { ledger })
  const deployment = await readDeployment(rpc, ledger)
  const contracts = contractsOf(deployment, config)
  const wallet = config.developmentWallet ? developmentWallet(deployment.chainId) : undefined
  const follower = createFollower({ ...deps, rpc }, { deployment })
  void follower.start().catch(() => undefined)
  const content = gatewayContent(announcedContent(() => follower.view.view))
  const http = await createHttpServer(
    { log, content, api: portalApi, site: readSite(config.site) },
    { host, port, ...rate },
  )
  http.answer(portalEndpoint, () => ({
    chainId: String(deployment.chainId),
    contracts,
    deployedAt: deployment.deployedAt,
    nodeApis: config.nodeApis,
    developmentWallet: wallet,
  }))
  const ask = createRpcProxy(rpc, new Set(Object.values(contracts)))
  http.answer(rpcEndpoint, ({ body }) => ask(body))
  return {
    url: http.url,
    async stop() {
      await Promise.all([http.close(), follower.stop()])
      rpc.close()
    },
  }
}

function contractsOf(
  { chainId: _chainId, deployedAt: _deployedAt, ...core }: Deployment,
  { institutions }: PortalConfig,
): Readonly<Record<string, string>> {
  return { ...core, ...institutions }
}
