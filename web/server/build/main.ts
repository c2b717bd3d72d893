/** Builds the pages and ends, for images and machines whose server only reads them. */
import { createLog, runDaemon } from '@vain/service'
import { buildEnvironment } from '../config.ts'
import { buildSite } from './buildSite.ts'

await runDaemon({
  configure: buildEnvironment,
  openLog: () => createLog({ level: 'info', format: 'json', name: 'portal' }),
  async main({ config, log, signal }) {
    log.info('the pages are built', { folder: await buildSite(log, config, signal) })
  },
})
