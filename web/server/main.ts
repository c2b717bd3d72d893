import { createLog, createMeter, runDaemon, systemClock, systemRandom } from '@vain/service'
import { buildSite } from './build/buildSite.ts'
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
      const site = config.site ?? (await buildSite(log, buildEnvironment(), signal))
      const portal = await startPortal(deps, { ...config, site })
      log.info('the portal is open', { url: portal.url })
      try {
        await portal.opened
        await untilAborted(signal)
      } finally {
        await portal.stop()
      }
    },
  })

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}
