import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestChain } from '@vain/testkit'
import { benchIndexing } from '../../../packages/indexer/bench/indexing.bench.ts'
import { freePort } from '../../devnet/freePort.ts'
import { measureView } from '../../portal/measureView.ts'
import { openBrowser } from '../../portal/openBrowser.ts'
import { portalPages } from '../../portal/pages.ts'
import { startPortal } from '../../portal/startPortal.ts'
import type { Figure } from '../figure.ts'

/** Compressed JavaScript that the first view of a page may need, kB. */
const budget = { name: 'budget', value: 200 }

/** What the portal costs: the first view of each page, and the index. */
export async function benchWeb(): Promise<readonly Figure[]> {
  return [...(await measureViews()), ...(await benchIndexing())]
}

/** What the first view of each page costs, over a chain with contracts alone. */
async function measureViews(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-bench-web-'))
  const chain = await startTestChain()
  const browser = await openBrowser()
  const options = { rpcUrl: chain.url, ledger: chain.deployment.ledger, developmentWallet: true }
  const portal = startPortal({ folder, port: await freePort(), options })
  try {
    await portal.ready()
    const figures: Figure[] = []
    for (const { route, path } of portalPages()) {
      const { brotli, gzip, interactiveMs } = await measureView(browser, portal.url, path)
      const kilobytes = (bytes: number) => ({
        ...{ value: bytes / 1_000, unit: 'kB', reference: budget },
        ratio: bytes / 1_000 / budget.value,
      })
      figures.push(
        { name: `web/js${route}`, ...kilobytes(brotli) },
        { name: `web/js-gzip${route}`, ...kilobytes(gzip) },
        { name: `web/interactive${route}`, value: interactiveMs, unit: 'ms' },
      )
    }
    return figures
  } finally {
    await portal.daemon.stop()
    await browser.close()
    await chain.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
