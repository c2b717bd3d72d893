import { createFollower, type Rpc } from '@vain/chain'
import { announcedContent, createGatewaySource, fetchFromGateway } from '@vain/net/artefacts'
import { type ContentSource, type LedgerView, type RunView, vectorWords } from '@vain/protocol'
import { createLog, defineOptions, helpText, readOptions, systemClock } from '@vain/service'
import { networkOptions } from '../network/networkOptions.ts'
import { type Reach, withNetwork } from '../network/withNetwork.ts'
import { readConfiguration } from '../privacy/readPrivacy.ts'
import type { Gateways } from './readRuns.ts'
import { splitRun } from './status.ts'
import { type RunListener, watchRun } from './watchRun.ts'
import { createJsonView, createTerminalView } from './watchViews.ts'

const table = defineOptions({
  ...networkOptions,
  rounds: {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    unit: 'rounds',
    text: 'End once so many models more are certified. Default: go on until Ctrl-C.',
  },
  json: { type: 'boolean', default: false, text: 'Print each event as a line of JSON.' },
})

const about = {
  usage: `vain run watch [RUN] --ledger ADDRESS [options]

  vain run watch --rpc-url http://127.0.0.1:8545 --ledger 0x…
  vain run watch 2 --config ~/vain-node/config.json --json --rounds 1`,
  text: 'Shows the phases of a run as they pass, and every model that is certified; run 1 if none is named. In a terminal with a live line below, in colours unless NO_COLOR is set; into a file or pipe a line for each phase. An outage of the chain’s node is waited out. Ctrl-C ends it with exit code 0.',
}

/**
 * `vain run watch`.
 *
 * @returns exit code
 * @throws {VainError} `vain/no-run`, `vain/bad-argument`, and what the chain throws
 */
export async function watchCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const [run = 1, flags] = splitRun(argv)
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort(ended)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  // Whoever read has gone, as `head` does.
  process.stdout.once('error', stop)
  const { stdout } = process
  const hasColours = stdout.isTTY === true && !process.env.NO_COLOR
  const view = options.json ? createJsonView(stdout) : createTerminalView(stdout, { hasColours })
  try {
    await withNetwork(options, (network) =>
      watchNetwork(network, { ...options, run }, stopping, view),
    )
  } finally {
    view.end()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop)
    stdout.off('error', stop)
  }
  return 0
}

/** Reason of a clean end. */
const ended = Symbol('ended')

type Watching = Gateways & { readonly run: number; readonly rounds: number | undefined }

async function watchNetwork(
  { rpc, deployment }: Reach,
  options: Watching,
  stopping: AbortController,
  listener: RunListener,
): Promise<void> {
  const { signal } = stopping
  const log = createLog({
    level: 'warn',
    format: 'pretty',
    name: 'watch',
    destination: process.stderr,
  })
  const onFailure = (error: unknown): void => stopping.abort(error)
  const follower = createFollower({ rpc, clock: systemClock, log }, { deployment, onFailure })
  signal.addEventListener('abort', () => void follower.stop(), { once: true })
  try {
    await follower.start()
    const content = contentOf(options, () => follower.view.view)
    const words = await readWords(follower.view.view, options)
    await watchRun(
      { follower, content, gasUsed: gasReader(rpc), words },
      { ...options, signal },
      listener,
    )
  } catch (error) {
    if (signal.reason !== ended) throw error
  } finally {
    await follower.stop()
  }
  if (signal.aborted && signal.reason !== ended) throw signal.reason
}

const contentOf = ({ source }: Gateways, view: () => LedgerView): ContentSource =>
  source.length > 0 ? createGatewaySource(source, fetchFromGateway) : announcedContent(view)

/** Length of the vectors of a run, if its configuration can be had. */
async function readWords(view: LedgerView, options: Watching): Promise<number | undefined> {
  const run: RunView | undefined = view.runs.get(options.run)
  if (run === undefined) return undefined
  return readConfiguration(view, run, options).then(vectorWords, () => undefined)
}

/** Reads what transactions cost. */
function gasReader(rpc: Rpc): (transaction: string) => Promise<number> {
  return async (transaction) => {
    const receipt = await rpc.request('eth_getTransactionReceipt', [transaction])
    const used = (receipt as { readonly gasUsed?: unknown } | null)?.gasUsed
    return typeof used === 'string' ? Number(used) : 0
  }
}
