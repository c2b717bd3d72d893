/** Exports the pages to `web/out` and ends, for images and machines whose server only reads them. */
import { createLog, runDaemon } from '@vain/service'
import { buildEnvironment } from '../config.ts'
import { exportFolder, exportSite } from './exportSite.ts'

await runDaemon({
  configure: buildEnvironment,
  openLog: () => createLog({ level: 'info', format: 'json', name: 'portal' }),
  async main({ config, log, signal }) {
    await exportSite(log, config, signal)
    log.info('the pages are built', { folder: exportFolder })
  },
})
