import { startOperator } from '@vain/operator'
import { createLog, runDaemon, systemClock, systemRandom } from '@vain/service'
import { nodeHelp, readConfig } from './config.ts'
import { createNode, type Node } from './createNode.ts'
import { createTrainer } from './train/index.ts'

const argv = process.argv.slice(2)

if (argv.includes('--help')) process.stdout.write(nodeHelp())
else
  await runDaemon({
    configure: () => readConfig(argv),
    openLog: ({ logLevel, logFormat }) =>
      createLog({ level: logLevel, format: logFormat, name: 'node' }),
    async main({ config, log, signal }) {
      const deps = { log, clock: systemClock, random: systemRandom }
      const host = await startOperator(deps, config, signal)
      const trainer = createTrainer({ log }, { data: config.data, threads: config.threads })
      let node: Node | undefined
      try {
        node = createNode({ ...deps, host, trainer }, config)
        await host.untilStopped(signal)
      } finally {
        await node?.stop()
        await trainer.close()
        await host.stop()
      }
    },
  })
