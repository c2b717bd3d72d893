import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@vain/anvil'
import { VainError } from '@vain/base'
import {
  createLog,
  daemonOptions,
  defineOptions,
  helpText,
  readOptions,
  runDaemon,
} from '@vain/service'

const { logLevel, logFormat } = daemonOptions

const table = defineOptions({
  host: {
    type: 'string',
    default: '127.0.0.1',
    pattern: /^(\d{1,3}\.){3}\d{1,3}$/,
    form: 'an IPv4 address',
    text: 'Address to listen on. Whoever reaches it can do anything with this chain.',
  },
  port: {
    type: 'integer',
    default: 8545,
    min: 1,
    max: 65_535,
    unit: 'port',
    text: 'Port of its JSON-RPC.',
  },
  folder: { type: 'path', default: '.vain-chain', text: 'Folder that keeps the chain.' },
  blockTime: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 60,
    unit: 's',
    text: 'Time between two blocks.',
  },
  logLevel,
  logFormat,
})

const about = {
  usage: 'vain network chain [options]',
  text: 'Runs a development chain (anvil, chain id 31337) until it is told to stop, and keeps it over restarts. For trying out: its accounts are known to the whole world.',
}

/** `vain network chain`. @returns exit code */
export async function chainCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  await runDaemon({
    configure: () => readOptions(table, { argv, env: process.env }),
    openLog: (options) =>
      createLog({ level: options.logLevel, format: options.logFormat, name: 'chain' }),
    async main({ config: { host, port, folder, blockTime }, log, signal }) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const statePath = join(folder, 'state.json')
      const chain = await startAnvil({ log, host, port, statePath, blockTimeSeconds: blockTime })
      log.info('the development chain answers', { url: chain.url })
      await untilEnded(chain, signal)
    },
  })
  return Number(process.exitCode ?? 0)
}

async function untilEnded(chain: Anvil, signal: AbortSignal): Promise<void> {
  const stopping = Promise.withResolvers<'stopping'>()
  signal.addEventListener('abort', () => stopping.resolve('stopping'), { once: true })
  if (!signal.aborted && (await Promise.race([chain.ended, stopping.promise])) === undefined)
    throw new VainError('chain/anvil-failed', 'the development chain has ended by itself', {})
  await chain.stop()
}
