import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addVectors } from '@vain/crypto'
import { createModel } from '@vain/learn'
import {
  type Configuration,
  cidOfContent,
  decodeConfiguration,
  type Fault,
  type Fetching,
  fetchArtefact,
  fetchRooted,
  isFault,
  leaderOf,
  maxConfigurationBytes,
  phases,
  type RoundParams,
  type RoundView,
  type RunView,
  readFrame,
  readMasks,
  readReveals,
  readShares,
  ringOf,
  survivorsOf,
  toSigned,
  toWords,
} from '@vain/protocol'
import { createLog, systemClock } from '@vain/service'
import { type Devnet, type DevnetSettings, openDevnet } from '../../scripts/devnet/network.ts'
import type { Plan } from '../../scripts/devnet/plan.ts'
import { findInLogs, type LogLine, readLog } from './logTail.ts'

export const testParams: RoundParams = {
  minMembers: 5,
  corruptionBps: 1_000,
  turnSeconds: 20,
  // A busy machine makes a standby slow: only members that are missing are to end a round.
  phaseTurns: 5,
  trainSeconds: 12,
  disputeSeconds: 1,
  finalityBlocks: 1,
  maxEpochAge: 65_535,
  lastRound: 1_000_000,
}

const usual: Plan = {
  ...{ nodes: 5, aggregators: 2, validators: 3 },
  // A small model, so that time passes with what is tested and not with training.
  ...{ partition: 'iid', model: 'mnist-mlp' },
}

/** A devnet of real processes with short turns, in a folder of its own. */
export type TestNetwork = Devnet & {
  run(): RunView
  /** The run in its first state for which `predicate` holds. */
  until(predicate: (run: RunView) => boolean, withinMs?: number): Promise<RunView>
  /** Starts every daemon but those left out. */
  startAll(leftOut?: readonly string[]): void
  startMember(name: string): void
  /** Index of a member in `KeyBook`. */
  indexOf(name: string): number
  nameOf(index: number): string
  /** The aggregator that leads now. */
  leader(): string
  /** The member that sent a transaction. */
  senderOf(transaction: string | undefined): Promise<string>
  /**
   * Whether an aggregator has collected a member's answer of a phase of a round: once it has, or the
   * round is over without it, as where a slow machine made the answer come too late, or five minutes
   * have passed.
   */
  collected(phase: keyof typeof phases, round: number, name: string): Promise<boolean>
  /** Whether a daemon has said something of a round: once it has, or as for `collected`. */
  said(name: string, message: string, round: number): Promise<boolean>
  /** The run's configuration, as it is published. */
  configuration(): Promise<Configuration>
  /** Stops everything and deletes the folder. */
  close(): Promise<void>
}

/**
 * Opens a network; no daemon runs yet.
 *
 * @param different - what of its plan is other than usual
 * @param params - of its rounds
 * @param more - how long decisions take, which states the chain keeps
 */
export async function openTestNetwork(
  different: Partial<Plan> = {},
  params: RoundParams = testParams,
  more: Pick<DevnetSettings, 'governance' | 'states'> = {},
): Promise<TestNetwork> {
  const path = mkdtempSync(join(tmpdir(), 'vain-e2e-'))
  const log = createLog({ level: 'error', format: 'pretty', name: 'test' })
  const plan = { ...usual, ...different }
  const settings = { path, port: 0, epochSeconds: 2, params, plan, ...more }
  const devnet = await openDevnet({ log, clock: systemClock }, settings)
  const named = new Map<string, number>()

  const network: TestNetwork = {
    ...devnet,
    run() {
      const found = devnet.follower.view.view.runs.get(devnet.record.run)
      if (found === undefined) throw new Error('the run is not on the chain')
      return found
    },
    async until(predicate, withinMs = 300_000) {
      await devnet.follower.waitFor(() => predicate(network.run()), { timeoutMs: withinMs })
      return network.run()
    },
    startMember(name) {
      const isNode = devnet.members.some((member) => member.name === name && member.app === 'node')
      devnet.start(name, isNode ? { keepInputs: true } : { logLevel: 'debug' })
    },
    startAll(leftOut = []) {
      for (const { name } of devnet.members) if (!leftOut.includes(name)) network.startMember(name)
    },
    indexOf(name) {
      const known = named.get(name) ?? readIndex(devnet, name)
      named.set(name, known)
      return known
    },
    nameOf(index) {
      const found = devnet.members.find(({ name }) => network.indexOf(name) === index)
      if (found === undefined) throw new Error(`nobody has the index ${index}`)
      return found.name
    },
    leader() {
      const { view, block } = devnet.follower.view
      const { machine, spec, createdAt } = network.run()
      const around = { params: spec.params, createdAt, now: block.timestamp, ring: ringOf(view) }
      return network.nameOf(leaderOf(machine, around)?.index ?? -1)
    },
    async senderOf(transaction) {
      const found = await devnet.rpc.request('eth_getTransactionByHash', [transaction])
      const { from } = found as { from: string }
      const { operators } = devnet.follower.view.view
      const sender = [...operators.values()].find(({ address }) => address === from.toLowerCase())
      return network.nameOf(sender?.index ?? -1)
    },
    collected(phase, round, name) {
      const operator = network.indexOf(name)
      const aggregators = devnet.members.filter(({ app }) => app === 'aggregator')
      return isSaidOf(
        round,
        aggregators.map((aggregator) => aggregator.name),
        (line) =>
          line.msg === 'an operator has answered' &&
          line.phase === phases[phase] &&
          line.operator === operator,
      )
    },
    said: (name, message, round) => isSaidOf(round, [name], (line) => line.msg === message),
    async configuration() {
      const { configCid } = network.run()
      const from = fetching(network)
      const limit = maxConfigurationBytes
      const bytes = sound(await fetchArtefact(from, 'configuration', configCid, limit))
      return decodeConfiguration(bytes) ?? fail('the run has no configuration')
    },
    async close() {
      await devnet.stop()
      rmSync(path, { recursive: true, force: true })
    },
  }
  return network

  async function isSaidOf(
    round: number,
    names: readonly string[],
    predicate: (line: LogLine) => boolean,
  ): Promise<boolean> {
    const end = Date.now() + 300_000
    const isOver = (): boolean =>
      Date.now() >= end ||
      network
        .run()
        .rounds.some(
          (known) =>
            known.round === round &&
            (known.certificate !== undefined || known.aborted !== undefined),
        )
    const files = names.map((name) => devnet.folder.logFile(name))
    const found = await findInLogs(files, (line) => line.round === round && predicate(line), isOver)
    return found !== undefined
  }
}

function readIndex({ folder }: Devnet, name: string): number {
  const ready = readLog(folder.logFile(name)).find((line) => line.msg === 'ready')
  if (ready === undefined) throw new Error(`${name} is not registered yet`)
  return Number(ready.index)
}

/** Words of a masked vector here: the parameters and the weight. */
function wordsOf({ record }: TestNetwork): number {
  return createModel(record.plan.model).parameters + 1
}

/** Wrapping sum of what the survivors of a round put in, from their own folders. */
export function sumOfInputs(network: TestNetwork, round: RoundView): Int32Array {
  const words = wordsOf(network)
  const total = new Uint32Array(words)
  for (const index of round.survivors ?? []) {
    const folder = network.folder.memberFolder(network.nameOf(index))
    const file = join(folder, 'inputs', `${round.run}-${round.round}.bin`)
    addVectors(total, toWords(new Uint8Array(readFileSync(file)), words))
  }
  return toSigned(total)
}

/** The sum that a round published, checked against its root on chain. */
export async function publishedSum(network: TestNetwork, round: RoundView): Promise<Int32Array> {
  const { proposal } = round
  if (proposal === undefined) throw new Error('the round has no result')
  const words = wordsOf(network)
  const { root, content } = proposal.sum
  const bytes = await fetchRooted(fetching(network), 'sum', cidOfContent(content), root, 4 * words)
  if (isFault(bytes)) throw new Error(`the sum cannot be had: ${bytes.reason}`)
  return toSigned(toWords(bytes, words))
}

/** Who is in a round's artefacts, from their published bytes. */
export type Senders = {
  readonly roster: readonly number[]
  /** Who dealt shares. */
  readonly u1: readonly number[]
  readonly revealed: readonly number[]
}

/** Reads and checks a round's bundles. */
export async function sendersOf(network: TestNetwork, round: RoundView): Promise<Senders> {
  const { view } = network.follower.view
  const from = fetching(network)
  const configuration = await network.configuration()
  const terms = { configHash: network.run().spec.configHash, configuration }
  const roster = sound(await readFrame(from, view, round, terms))
  const { frame, shares } = sound(await readShares(from, view, round, roster))
  const words = configuration.parameters + 1
  const masks = sound(await readMasks(from, view, round, frame, shares, words))
  const survivors = survivorsOf(round, shares, masks)
  const { reveals } = sound(await readReveals(from, view, round, frame, shares, survivors))
  return {
    roster: [...roster.roster.keys()],
    u1: [...shares.keys()],
    revealed: [...reveals.keys()],
  }
}

function fail(message: string): never {
  throw new Error(message)
}

const fetching = ({ content }: TestNetwork): Fetching => ({ content, timeoutMs: 20_000 })

function sound<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new Error(`${result.artefact}: ${result.reason}`)
  return result
}
