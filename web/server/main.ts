import type { Log } from '@vain/base'
import { createLog, createMeter, runDaemon, systemClock, systemRandom } from '@vain/service'
import { buildSite } from './build/buildSite.ts'
import type { HeldSite } from './build/heldSites.ts'
import { buildEnvironment, portalHelp, readConfig } from './config.ts'
import { startPortal } from './startPortal.ts'
import { verify } from './verify.ts'

const argv = process.argv.slice(2)

if (argv.includes('--help')) process.stdout.write(portalHelp())
else
  await runDaemon({
    configure: () => readConfig(argv),
    openLog: ({ logLevel, logFormat, ledger }) =>
      createLog({ level: logLevel, format: logFormat, name: 'portal', network: ledger }),
    async main({ config, log, signal }) {
      if (config.verify) return void process.stdout.write(await verify(config))
      const [clock, random, meter] = [systemClock, systemRandom, createMeter()]
      const deps = { log, clock, random, meter, signal }
      const site = await openSite(config.site, log, signal)
      const portal = await startPortal(deps, { ...config, site: site.folder })
      log.info('the portal is open', { url: portal.url })
      try {
        await portal.opened
        await untilAborted(signal)
      } finally {
        await portal.stop()
        site.release()
      }
    },
  })

/** Pages of a folder that somebody else looks after, or those of this repository. */
async function openSite(
  folder: string | undefined,
  log: Log,
  signal: AbortSignal,
): Promise<HeldSite> {
  if (folder !== undefined) return { folder, release: () => undefined }
  return buildSite(log, buildEnvironment(), signal)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}
