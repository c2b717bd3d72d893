import { VainError } from '@vain/base'
import { modelFor, readSourcePolicy } from '@vain/data'
import { createModel } from '@vain/learn'
import { type RoundParams, vectorWords } from '@vain/protocol'
import { createScreen, type RoundRow, type Screen } from '@vain/runs'
import { createLog, describeError, helpText, readOptions, systemClock } from '@vain/service'
import { toJsonLines } from '../bench/figure.ts'
import { startPortal } from '../portal/startPortal.ts'
import { choosePort } from './choosePort.ts'
import { assertCompatible } from './conflicts.ts'
import { deleteNetworkFolder } from './folder.ts'
import { type Devnet, openDevnet } from './network.ts'
import { type DevnetOptions, devnetOptions } from './options.ts'
import { dataOf, type Plan } from './plan.ts'
import { privateRounds } from './privateSettings.ts'
import { numbersOf } from './settings.ts'
import { strategyOf } from './strategy.ts'
import { figuresOf, formatSummary, lossUnitOf } from './summary.ts'
import { watchRounds } from './watch.ts'

/** Longest that stopping may take: the daemons are killed after 20 s, the chain after 15 s more. */
const stopWithinMs = 45_000

/** When the command was given: `start.mjs` says so, as installing comes before this file runs. */
const startedMs = Number(process.env.VAIN_STARTED_MS ?? Date.now())

function paramsOf({ nodes, privacy }: Plan): RoundParams {
  return {
    minMembers: nodes,
    corruptionBps: 1_000,
    turnSeconds: 30,
    phaseTurns: 4,
    trainSeconds: 30,
    disputeSeconds: 2,
    finalityBlocks: 1,
    maxEpochAge: 65_535,
    lastRound: privacy === 'record' ? privateRounds : 1_000_000,
  }
}

/** Name of the model, with the sizes that the data decides. */
function modelOf({ data = 'mnist', model }: Pick<DevnetOptions, 'data' | 'model'>): string {
  const usual = data === 'mnist' ? 'mnist-cnn' : undefined
  return modelFor(readSourcePolicy(data), model ?? usual).name
}

/** @throws {VainError} `devnet/option-conflict` if an option contradicts another */
function planOf(options: DevnetOptions): Plan {
  assertCompatible(options)
  const { strategy = 'fedavg' } = options
  return {
    nodes: options.nodes ?? (options.check === 'sketch' ? 7 : 5),
    aggregators: options.aggregators ?? 2,
    validators: options.validators ?? 3,
    data: dataOf(options.data === undefined ? {} : { data: options.data }),
    partition: options.partition ?? 'iid',
    model: modelOf(options),
    laneBits: options.laneBits ?? '32',
    strategy,
    serverOptimiser: options.serverOptimiser ?? (strategy === 'diloco' ? 'nesterov' : 'average'),
    proximal: options.proximal ?? '0',
    privacy: options.privacy ?? 'none',
    grouping: options.grouping ?? 'whole',
    combine: options.combine ?? 'mean',
    check: options.check ?? 'none',
    replay: options.replay ?? false,
  }
}

const planned = [
  ...([
    'nodes',
    'aggregators',
    'validators',
    'data',
    'model',
    'partition',
    'laneBits',
    'serverOptimiser',
    'privacy',
  ] as const),
  ...(['strategy', 'proximal', 'grouping', 'combine', 'check', 'replay'] as const),
]

/** Refuses options that a network which stands already does not have. */
function assertSamePlan(devnet: Devnet, options: DevnetOptions): void {
  const { plan } = devnet.record
  const stands = { replay: false, ...plan, data: dataOf(plan) }
  const { model } = options
  const asked = model === undefined ? {} : { model: modelOf({ data: stands.data, model }) }
  const wanted = { ...options, ...asked }
  for (const key of planned)
    if (wanted[key] !== undefined && wanted[key] !== stands[key])
      throw new VainError('devnet/other-network', `this network has ${key} ${stands[key]}`, {
        wayOut: 'Add --reset to begin anew, or name another --folder.',
      })
}

/** Whose HTTP API is at a port that a person knows. */
const apiMember = 'node-0'

type Session = {
  readonly options: DevnetOptions
  /** Of the HTTP API. */
  readonly apiPort: number
  /** Undefined: the portal is not wanted. */
  readonly portalPort: number | undefined
  readonly screen: Screen
  readonly signal: AbortSignal
  readonly rows: RoundRow[]
}

/** A network with its portal, which stops before it does. */
async function open(session: Session): Promise<Devnet> {
  const devnet = await openNetwork(session)
  const { portalPort: port, apiPort } = session
  if (port === undefined) return devnet
  const { rpcUrl, folder } = devnet
  const nodeApis = [`http://127.0.0.1:${apiPort}`]
  const options = {
    rpcUrl,
    network: folder.recordFile,
    nodeApis,
    developmentWallet: true,
    relay: true,
  }
  const portal = startPortal({ folder: folder.portalFolder, port, options })
  session.screen.line(`  The portal opens at http://localhost:${port}`)
  return {
    ...devnet,
    async stop() {
      await portal.daemon.stop()
      await devnet.stop()
    },
  }
}

async function openNetwork(session: Session): Promise<Devnet> {
  const { options, screen } = session
  const plan = planOf(options)
  const log = createLog({ level: 'warn', format: 'pretty', name: 'devnet' })
  const onProgress = (text: string) => screen.line(`  ${text}`)
  const deps = { log, clock: systemClock, onProgress, signal: session.signal }
  const params = paramsOf(plan)
  const { folder: path, port } = options
  const devnet = await openDevnet(deps, { path, port, plan, params, epochSeconds: 6 })
  try {
    assertSamePlan(devnet, options)
  } catch (error) {
    // What has been opened keeps this process alive.
    await devnet.stop()
    throw error
  }
  return devnet
}

const versionOf = (devnet: Devnet): number =>
  devnet.follower.view.view.runs.get(devnet.record.run)?.machine.cursor.version ?? 0

/** A network that was stopped goes on to the number it had; one that was done gets as many more. */
function targetOf(devnet: Devnet, rounds: number): number {
  const { target } = devnet.record
  const version = versionOf(devnet)
  const wanted = version < target ? target : version + rounds
  // No round opens beyond the budget.
  return devnet.record.plan.privacy === 'record' ? Math.min(wanted, privateRounds) : wanted
}

/** Starts all daemons and watches until `target`; tells seconds from `sinceMs` to the first row. */
async function train(
  devnet: Devnet,
  target: number,
  sinceMs: number,
  session: Session,
): Promise<number | undefined> {
  const start = (name: string): void => {
    const leads = name.startsWith('aggregator') ? { untilVersion: target } : {}
    devnet.start(name, { ...leads, ...(name === apiMember && { httpPort: session.apiPort }) })
  }
  for (const { name } of devnet.members) start(name)
  const { plan } = devnet.record
  const { parameters } = createModel(plan.model)
  const words = vectorWords({
    parameters,
    numbers: numbersOf(plan, parameters),
    strategy: strategyOf(plan, parameters),
  })
  let firstSeconds: number | undefined
  await watchRounds(devnet, {
    ...session,
    target,
    words,
    revive: start,
    onRow(row) {
      firstSeconds ??= (Date.now() - sinceMs) / 1_000
      session.rows.push(row)
    },
  })
  return firstSeconds
}

/**
 * Trains to the target. With `--once` it stops everything before the last round and starts again,
 * which shows that a network goes on where it was, and measures the warm start.
 */
async function trainInSession(session: Session): Promise<void> {
  const { options, screen } = session
  let devnet = await open(session)
  try {
    const isNew = devnet.record.target === 0
    const target = targetOf(devnet, options.rounds)
    devnet.folder.writeRecord({ ...devnet.record, target })
    const pause = options.once && isNew && options.rounds > 1 ? target - 1 : target
    const first = await train(devnet, pause, startedMs, session)
    let [cold, warm] = isNew ? [first, undefined] : [undefined, first]
    if (pause < target) {
      screen.line('  Stopping everything and starting again, to go on where it was')
      await devnet.stop()
      const restartedMs = Date.now()
      devnet = await open(session)
      warm = await train(devnet, target, restartedMs, session)
    }
    const times = { cold, warm, certified: versionOf(devnet) }
    const policy = readSourcePolicy(dataOf(devnet.record.plan))
    const figures = figuresOf(session.rows, times, lossUnitOf(policy))
    if (options.json) process.stdout.write(`${toJsonLines(figures)}\n`)
    screen.line(
      formatSummary(
        figures,
        { ...devnet, apiPort: session.apiPort, portalPort: session.portalPort },
        options.once ? 'ends' : 'goes on',
      ),
    )
    if (options.once) return
    screen.line('\nThe network goes on serving. Ctrl-C stops it; npm start goes on from here.')
    await untilAborted(session.signal)
  } finally {
    screen.line('  Stopping the daemons and the chain')
    await devnet.stop()
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function choosePorts({ apiPort, portal, portalPort }: DevnetOptions) {
  const api = { what: 'the HTTP API of a node', flag: '--api-port' }
  const site = { what: 'the portal', flag: '--portal-port' }
  return {
    apiPort: await choosePort(apiPort, api),
    portalPort: portal ? await choosePort(portalPort, site) : undefined,
  }
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    const about = {
      usage: 'npm start -- [options]',
      text: 'Starts a whole network on this machine.',
    }
    process.stdout.write(helpText(devnetOptions, about))
    return
  }
  const options = readOptions(devnetOptions, { argv, env: process.env })
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      stopping.abort(new VainError('devnet/stopped', 'stopped', {}))
      // The chain and the daemons end with this process, whatever they wait for.
      setTimeout(() => process.exit(1), stopWithinMs).unref()
    })
  // Figures alone go to standard output with --json, so that it can be piped.
  const screen = createScreen(options.json ? process.stderr : process.stdout)
  if (options.reset) deleteNetworkFolder(options.folder)
  const { apiPort, portalPort } = await choosePorts(options)
  const session = { options, apiPort, portalPort, screen, signal: stopping.signal, rows: [] }
  await trainInSession(session).catch((error) => {
    if (error !== stopping.signal.reason) throw error
  })
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
})

// All is stopped: what opening was interrupted at may still wait for an answer of the chain.
setTimeout(() => process.exit(), 1_000).unref()
