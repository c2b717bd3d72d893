import { toHex } from '@vain/base'
import { hashPolicy, readSourcePolicy } from '@vain/data'
import { createMaskPool } from '@vain/masking'
import { measureMasker, type OperatorHost, startOperator } from '@vain/operator'
import { createLog, createMeter, runDaemon, systemClock, systemRandom } from '@vain/service'
import { answerNode, createDiary, type Joining, nodeApi, openParticipation } from './api/index.ts'
import { checkExamples } from './checkExamples.ts'
import { nodeHelp, readConfig } from './config.ts'
import { createNode, type Node, type NodeDeps, type NodeOptions } from './createNode.ts'
import { nodeMetrics } from './metrics/index.ts'
import { firstKept } from './store/index.ts'
import { createTrainer } from './train/index.ts'

const argv = process.argv.slice(2)
const meter = createMeter()

if (argv.includes('--help')) process.stdout.write(nodeHelp())
else
  await runDaemon({
    configure: () => readConfig(argv),
    openLog: ({ logLevel, logFormat, ledger }) =>
      createLog({ level: logLevel, format: logFormat, name: 'node', meter, network: ledger }),
    async main({ config, log, signal }) {
      const policy = readSourcePolicy(config.data.source)
      const deps = { log, clock: systemClock, random: systemRandom, meter, api: nodeApi }
      const trainer = createTrainer({ log }, config)
      const replayer = createTrainer(
        { log: log.with({ purpose: 'replay' }) },
        { data: config.data, engine: 'wasm', after: trainer },
      )
      const masker = measureMasker(createMaskPool({ threads: config.maskThreads }), meter)
      const failed = new AbortController()
      // Beside the rest, since a node that comes back has older rounds to answer for.
      checkExamples({ log, trainer }, config.roles, policy.rules.leastExamples).catch((error) =>
        failed.abort(error),
      )
      const ending = AbortSignal.any([signal, failed.signal])
      try {
        let joining: Joining | undefined
        const isPaused = (): boolean => joining?.isPaused() ?? false
        const lookBack = {
          rounds: config.forceAfterRounds,
          from: (run: number) => firstKept(config.dataFolder, run),
        }
        const host = await startOperator({ ...deps, isPaused, lookBack }, config, ending)
        const dataPolicyHash = toHex(hashPolicy(policy))
        // Read only now that no other daemon has the folder.
        joining = await openParticipation(config.dataFolder)
        const diary = createDiary(systemClock)
        meter.open(nodeMetrics).paused.follow(() => [[{}, isPaused() ? 1 : 0]])
        answerNode(host, { joining, diary, trainer, engine: config.engine })
        await work(
          { ...deps, host, trainer, replayer, masker, diary },
          { ...config, dataPolicyHash, isPaused },
          ending,
        )
        failed.signal.throwIfAborted()
      } finally {
        await Promise.all([trainer, replayer, masker].map((part) => part.close()))
      }
    },
  })

/** Works until the signal is aborted or the chain can no longer be followed, then cleans up. */
async function work(
  deps: NodeDeps & { readonly host: OperatorHost },
  config: NodeOptions,
  signal: AbortSignal,
): Promise<void> {
  let node: Node | undefined
  try {
    node = createNode(deps, config)
    await deps.host.untilStopped(signal)
  } finally {
    await node?.stop()
    await deps.host.stop()
  }
}
