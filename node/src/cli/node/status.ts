import { setTimeout as wait } from 'node:timers/promises'
import { VainError } from '@vain/base'
import { peersEndpoint, runsEndpoint, statusEndpoint } from '@vain/operator'
import { defineOptions, describeError, helpText, readOptions } from '@vain/service'
import { trainingsEndpoint } from '../../api/index.ts'
import { toJsonLine } from '../run/json.ts'
import { type DaemonApi, openDaemonApi } from './daemonApi.ts'
import { daemonPlaceOptions } from './daemonPlaceOptions.ts'
import { createLiveScreen, type Terminal } from './liveScreen.ts'
import { type DaemonStatus, type Paint, renderStatus } from './renderStatus.ts'

const table = defineOptions({
  ...daemonPlaceOptions,
  live: { type: 'boolean', default: false, text: 'Go on showing it until Ctrl-C.' },
  json: { type: 'boolean', default: false, text: 'Print it as JSON, with --live a line a second.' },
})

const about = {
  usage: `vain node status --config FILE [options]

  vain node status --config ~/vain-node/config.json --live
  vain node status --url http://127.0.0.1:8000 --json`,
  text: 'Says how one’s own daemon fares, by its HTTP API: whether it takes part, its funds, peers, runs and trainings. In colours in a terminal, unless NO_COLOR is set. Exit code 1 if it fails or does not answer.',
}

const refreshMs = 1_000

/**
 * `vain node status`.
 *
 * @returns exit code, 1 if the daemon says that it fails
 * @throws {VainError} what reading the options throws, `vain/daemon-away`, `vain/daemon-refused`
 */
export async function statusCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const api = openDaemonApi(options)
  const view = options.json ? jsonView(process.stdout) : textView(process.stdout)
  if (options.live) return follow(api, view)
  const shown = await readDaemon(api)
  view.show(shown)
  return shown.status.status === 'failing' ? 1 : 0
}

/** Reads everything at once. @throws {VainError} what the API throws */
export async function readDaemon(api: DaemonApi): Promise<DaemonStatus> {
  const [status, runs = [], peers = [], trainings] = await Promise.all([
    api.read(statusEndpoint),
    api.read(runsEndpoint),
    api.read(peersEndpoint),
    api.read(trainingsEndpoint),
  ])
  if (status === undefined)
    throw new VainError('vain/daemon-refused', `${api.url} is no daemon of an operator`, {
      wayOut: 'Name the address that the daemon’s log says with --url.',
    })
  return { status, runs, peers, trainings }
}

type View = { show(shown: DaemonStatus): void; fail(error: unknown): void }

/** Shows it again and again; an outage is shown and waited out. */
async function follow(api: DaemonApi, view: View): Promise<number> {
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  process.stdout.once('error', stop)
  while (!stopping.signal.aborted) {
    await readDaemon(api).then(view.show, view.fail)
    await wait(refreshMs, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
  return 0
}

function jsonView(output: Pick<Terminal, 'write'>): View {
  return {
    show: (shown) => void output.write(toJsonLine(shown)),
    fail: (error) => void output.write(toJsonLine({ error: describeError(error) })),
  }
}

function textView(output: Terminal): View {
  const screen = createLiveScreen(output)
  const paint = output.isTTY && !process.env.NO_COLOR ? colour : plain
  return {
    show: (shown) => screen.draw(renderStatus(shown, paint)),
    fail: (error) => screen.draw([paint('bad', describeError(error))]),
  }
}

const codes = { good: 32, warn: 33, bad: 31, dim: 2 } as const
const colour: Paint = (tone, text) => `\u001b[${codes[tone]}m${text}\u001b[0m`
const plain: Paint = (_tone, text) => text
