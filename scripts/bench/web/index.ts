import { join } from 'node:path'
import { benchIndexing } from '../../../packages/indexer/bench/indexing.bench.ts'
import { freePort } from '../../devnet/freePort.ts'
import { openBrowser } from '../../portal/openBrowser.ts'
import { startPortal } from '../../portal/startPortal.ts'
import type { Figure } from '../figure.ts'
import { benchAudits } from './audits.ts'
import { type TrainedNetwork, withTrainedNetwork } from './trainedNetwork.ts'
import { benchViews } from './views.ts'

/** What the portal costs: the first view of each page, an audit in the browser, and the index. */
export async function benchWeb(): Promise<readonly Figure[]> {
  return [...(await withTrainedNetwork(benchPages)), ...(await benchIndexing())]
}

/** What is seen of a network with a trained run. */
async function benchPages(network: TrainedNetwork, folder: string): Promise<readonly Figure[]> {
  const { rpcUrl, folder: files, proposal } = network
  const options = { rpcUrl, network: files.recordFile, developmentWallet: true }
  const at = { folder: join(folder, 'portal'), port: await freePort() }
  const portal = startPortal({ ...at, options })
  const browser = await openBrowser()
  try {
    await portal.ready()
    return [
      ...(await benchViews(browser, portal.url, proposal)),
      ...(await benchAudits(browser, portal.url, network)),
    ]
  } finally {
    await browser.close()
    await portal.daemon.stop()
  }
}
