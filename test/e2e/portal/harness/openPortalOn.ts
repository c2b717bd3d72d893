import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../scripts/devnet/freePort.ts'
import type { Devnet } from '../../../../scripts/devnet/network.ts'
import { contextOf, openBrowser } from '../../../../scripts/portal/openBrowser.ts'
import { startPortal } from '../../../../scripts/portal/startPortal.ts'
import { watchFaults } from './faults.ts'
import type { Visit } from './usePortal.ts'

/** The portal over a network that trains, and one page of it. */
export type NetworkPortal = {
  readonly page: Visit
  close(): Promise<void>
}

/**
 * Opens the portal and a browser over a network of real processes.
 *
 * @param nodeApis - of daemons whose health it is to ask
 */
export async function openPortalOn(
  { rpcUrl, record }: Devnet,
  nodeApis: readonly string[] = [],
): Promise<NetworkPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-portal-'))
  const { ledger, institutions } = record
  const network = join(folder, 'network.json')
  writeFileSync(network, JSON.stringify({ ledger, institutions }))
  const options = { rpcUrl, network, nodeApis, developmentWallet: true }
  const server = startPortal({ folder, port: await freePort(), options })
  const browser = await openBrowser()
  const close = async (): Promise<void> => {
    await browser.close()
    await server.daemon.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await server.ready()
    const context = await browser.newContext({ ...contextOf({}), baseURL: server.url })
    const faults = await watchFaults(context, server.url)
    // What is not indexed yet.
    faults.expect(/status of 503/)
    return { page: Object.assign(await context.newPage(), { faults }), close }
  } catch (error) {
    await close()
    throw error
  }
}
