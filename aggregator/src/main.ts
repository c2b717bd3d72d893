import { createMaskPool } from '@vain/masking'
import { createDrandSource } from '@vain/net'
import { measureMasker, startOperator } from '@vain/operator'
import { createLog, createMeter, runDaemon, systemClock, systemRandom } from '@vain/service'
import { aggregatorApi, servedRunsEndpoint } from './api/index.ts'
import { aggregatorHelp, readConfig } from './config.ts'
import { type Aggregator, createAggregator } from './createAggregator.ts'
import { type Defence, openDefence } from './defend/index.ts'
import { openStore } from './store/index.ts'

/** Longest wait for one server of the beacon. */
const beaconTimeoutMs = 5_000

const argv = process.argv.slice(2)
const meter = createMeter()

if (argv.includes('--help')) process.stdout.write(aggregatorHelp())
else
  await runDaemon({
    configure: () => readConfig(argv),
    openLog: ({ logLevel, logFormat, ledger }) =>
      createLog({ level: logLevel, format: logFormat, name: 'aggregator', meter, network: ledger }),
    async main({ config, log, signal }) {
      const deps = { log, clock: systemClock, random: systemRandom, meter, api: aggregatorApi }
      const beacon = createDrandSource({ urls: config.beaconUrls, timeoutMs: beaconTimeoutMs })
      const host = await startOperator(deps, config, signal)
      const store = openStore(config.dataFolder)
      const masker = measureMasker(createMaskPool({ threads: config.maskThreads }), meter)
      let aggregator: Aggregator | undefined
      let defence: Defence | undefined
      try {
        const own = { ...deps, ...host, chain: host.follower, store, masker, beacon }
        aggregator = createAggregator(own, config)
        host.answer(servedRunsEndpoint, aggregator.look)
        defence = await openDefence(
          { ...deps, ...host, chain: host.follower, store },
          config,
          signal,
        )
        await host.untilStopped(signal)
      } finally {
        // At once: a call that waits for a block ends when the connection to the chain does.
        await Promise.all([aggregator?.stop(), defence?.stop(), host.stop(), masker.close()])
        store.close()
      }
    },
  })
