import { type Clock, type Log, type Meter, noMeter, type RandomSource } from '@vain/base'
import { cidOf } from '@vain/net/artefacts'
import type { OperatorHost } from '@vain/operator'
import {
  contentOfCid,
  encodeHint,
  type Hex,
  type Masker,
  maxRequestBytes,
  roundProtocol,
  vectorProtocol,
} from '@vain/protocol'
import { type AnswerDeps, createAnswers } from './answer/index.ts'
import type { Diary } from './api/index.ts'
import type { NodeConfig } from './config.ts'
import { createMember, type MemberDeps } from './member/index.ts'
import { measureTrainer, nodeMetrics } from './metrics/index.ts'
import { createRecords, type Records } from './record/index.ts'
import { createMaterials, createTables } from './run/index.ts'
import { openStore, type Store } from './store/index.ts'
import type { RoundTrainer } from './train/index.ts'
import { createValidator } from './validate/index.ts'

/** A node at work. */
export type Node = {
  readonly store: Store
  /** Ends its work; what it was asked to wait for is forgotten, what it has said is not. */
  stop(): Promise<void>
}

export type NodeDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  readonly host: Pick<
    OperatorHost,
    'index' | 'keys' | 'venue' | 'follower' | 'network' | 'peers' | 'writer'
  >
  readonly trainer: RoundTrainer
  /** Does steps again, so that it is in nobody's way. */
  readonly replayer: Pick<RoundTrainer, 'train'>
  readonly masker: Masker
  /** Counts what it does. */
  readonly meter?: Meter
  /** Notes what was trained when. */
  readonly diary?: Diary
}

export type NodeOptions = Pick<
  NodeConfig,
  | 'dataFolder'
  | 'roles'
  | 'runs'
  | 'keepInputs'
  | 'allowUnmasked'
  | 'fetchTimeoutMs'
  | 'forceAfterRounds'
  | 'keepRecords'
  | 'replayMembers'
> &
  Partial<Pick<NodeConfig, 'maxEpsilon'>> & {
    /** Hash of the policy of the operator's examples; runs of any policy if it is left out. */
    readonly dataPolicyHash?: Hex
    /** Whether its operator has paused it; it never is if this is left out. */
    readonly isPaused?: () => boolean
  }

const contentOf: MemberDeps['contentOf'] = async (bytes) => contentOfCid(await cidOf(bytes))

const createKeptRecords = ({ dataFolder, keepRecords }: NodeOptions): Records | undefined =>
  keepRecords > 0 ? createRecords(dataFolder, keepRecords) : undefined

/** Wires a node's parts to its operator: trainer, validator or both, by its roles. */
export function createNode(deps: NodeDeps, options: NodeOptions): Node {
  const { host, random, log, meter = noMeter } = deps
  const counts = meter.open(nodeMetrics)
  const { network, follower: chain, index, keys } = host
  const { content } = network
  const serves = (run: number): boolean => options.runs?.includes(run) ?? true
  const folder = options.dataFolder
  const store = openStore({ random, vault: keys.vault }, { folder, venue: host.venue })
  const { fetchTimeoutMs: timeoutMs, dataPolicyHash } = options
  const materials = createMaterials(
    { content },
    { timeoutMs, ...(dataPolicyHash && { dataPolicyHash }) },
  )
  const hint = (run: number, round: number, phase: number): void => {
    counts.answers.add({ phase })
    network.publish(encodeHint({ run, round, phase, sender: index })).catch((error: unknown) => {
      log.debug('a hint was not sent', { run, round, phase, error })
    })
  }
  const jobs = { train: 'train', takeLot: 'lot', evaluate: 'evaluate' }
  const measured = {
    meter,
    trainer: measureTrainer(deps.trainer, jobs, meter),
    replayer: measureTrainer(deps.replayer, { train: 'replay' }, meter),
  }
  const common = { ...deps, ...measured, chain, index, keys, content, materials, hint }
  const settings = { ...options, serves }

  const parts: { stop(): Promise<void> }[] = []
  const answering: Partial<Pick<AnswerDeps, 'member' | 'validator'>>[] = []
  if (options.roles.includes('trainer')) {
    const tables = createTables({ content, store: store.member, materials, index }, { timeoutMs })
    const force: MemberDeps['force'] = async ({ run, round }, keys) => {
      await host.writer.force(run, round, keys)
      counts.forced.add({})
    }
    const records = createKeptRecords(options)
    const memberDeps = { ...common, store: store.member, contentOf, tables, force, records }
    const member = createMember(memberDeps, settings)
    parts.push(member)
    answering.push({ member: { answer: member.answer, store: store.member } })
  }
  if (options.roles.includes('validator')) {
    const validator = createValidator({ ...common, store: store.validator }, settings)
    parts.push(validator)
    answering.push({ validator })
  }
  const answers = createAnswers(
    Object.assign({ log, chain, operatorOf: host.peers.operatorOf }, ...answering) as AnswerDeps,
    settings,
  )
  network.handle(roundProtocol, { maxRequestBytes }, answers.answer)
  network.offer(vectorProtocol, answers.openVector, async (...delivery) => {
    await answers.vectorDelivered(...delivery)
    counts.vectors.add({})
  })
  return {
    store,
    async stop() {
      await Promise.all(parts.map((part) => part.stop()))
      store.close()
    },
  }
}
