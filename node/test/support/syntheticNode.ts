import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Clock, toHex, VainError } from '@vain/base'
import type { ChainState, Follower } from '@vain/chain'
import { type Network, peerIdOf } from '@vain/net'
import type { OperatorHost } from '@vain/operator'
import {
  decodeResponse,
  encodeRequest,
  encodeVectorRequest,
  type Operator,
  plainMasker,
  type RoundRequest,
  type RoundResponse,
  roundProtocol,
  toWords,
  type VectorRequest,
  vectorProtocol,
  vectorWords,
  zeroHash,
} from '@vain/protocol'
import type { MemoryContent, SyntheticChain, SyntheticNetwork } from '@vain/testkit'
import { createNode, type Node, type NodeOptions } from '../../src/createNode.ts'
import type { RoundTrainer } from '../../src/train/index.ts'
import { keepingLog } from './keepingLog.ts'
import { stubRecord } from './stubRecord.ts'

const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}),
}

/** A follower of a chain in memory, which can be moved to another branch. */
export type Branches = Pick<Follower, 'view' | 'onChange'> & { follow(chain: SyntheticChain): void }

/** Follows one chain, until told to follow another one. */
export function createBranches(first: SyntheticChain): Branches {
  const listeners = new Set<(state: ChainState) => void>()
  let chain = first
  const tell = (): void => {
    for (const listener of listeners) listener(branches.view)
  }
  let unlisten = chain.onBlock(tell)
  const branches: Branches = {
    get view() {
      const [number, timestamp] = [chain.block(), chain.now()]
      const block = { number, hash: zeroHash, parentHash: zeroHash, timestamp }
      return { view: chain.view(), block }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    follow(next) {
      unlisten()
      chain = next
      unlisten = chain.onBlock(tell)
      tell()
    },
  }
  return branches
}

/** Moves every parameter a little, in a way of each trainer's own. */
export function createStubTrainer(index: number): RoundTrainer {
  const move = (_: number, i: number): number => Math.sin(index + i) / 100
  return {
    train: async ({ model, steps }) => ({
      model: model.map((value, i) => value + move(value, i)),
      examples: 10 + index,
      loss: 1,
      steps: Math.min(steps?.most ?? 5, 5 + index),
      record: stubRecord,
    }),
    measureStep: async () => 1,
    takeLot: async ({ model }) => ({ update: Float32Array.from(model, move) }),
    evaluate: async () => ({ correct: 80 + index, total: 100, lossMicro: 500_000 }),
  }
}

type Handler = (peerId: string, request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>

/** A real node on a chain and a network in memory. */
export type SyntheticNode = {
  readonly index: number
  readonly log: ReturnType<typeof keepingLog>
  readonly content: MemoryContent
  node(): Node
  /** Asks as the leader would and returns the first answer, `wait` included. */
  askOnce(request: RoundRequest, peerId?: string): Promise<RoundResponse>
  /** Bytes on `/vain/round/1` from any peer. */
  send(bytes: Uint8Array, peerId: string): Promise<RoundResponse | undefined>
  /** Asks until it no longer has to wait. */
  answer(request: RoundRequest): Promise<RoundResponse>
  vector(request: VectorRequest, peerId?: string): Promise<Uint8Array | undefined>
  /** Acknowledges a vector. */
  acknowledge(request: VectorRequest, digest: Uint8Array, peerId?: string): Promise<void>
  /** Nodes force their way in by themselves. @throws {VainError} always */
  forcedKeys(): never
  /** The update it masked, from its data folder. */
  update(round: number): Uint32Array
  /** Rounds of which it keeps something by its strategy. */
  keptRounds(): readonly number[]
  /** Ends it and starts it again from its disk. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export type SyntheticNodeOptions = {
  readonly folder: string
  readonly chain?: Pick<Follower, 'view' | 'onChange'>
  readonly trainer?: RoundTrainer
  /** Default: its trainer. */
  readonly replayer?: Pick<RoundTrainer, 'train'>
  readonly options?: Partial<NodeOptions>
}

/** Peer id of whoever leads the network's run now; of the first aggregator if it is not there. */
function leaderPeer(network: SyntheticNetwork): string {
  const { chain, run, operators } = network
  const index = chain.view().runs.has(run) ? chain.leader(run) : undefined
  const leader = index === undefined ? undefined : operators[index]?.operator
  return leader ? peerIdOf(leader.peerKey) : aggregatorPeer(network)
}

/** Peer id of the network's first aggregator. */
export function aggregatorPeer(network: SyntheticNetwork): string {
  const aggregator = network.operators[network.members.length]?.operator
  if (aggregator === undefined) throw new VainError('testkit/no-aggregator', 'there is none', {})
  return peerIdOf(aggregator.peerKey)
}

/** Starts the node of one of the network's operators. */
export function startNode(
  network: SyntheticNetwork,
  index: number,
  settings: SyntheticNodeOptions,
): SyntheticNode {
  const own = network.operators[index]
  if (own === undefined) throw new VainError('testkit/no-operator', 'there is none', { index })
  const log = keepingLog()
  const content = network.swarm.join()
  const follower = settings.chain ?? createBranches(network.chain)
  const dataFolder = join(settings.folder, String(index))
  const byPeerId = new Map(
    network.operators.map(({ operator }) => [peerIdOf(operator.peerKey), operator.index]),
  )
  const operatorOf = (peerId: string): Operator | undefined => {
    const operator = follower.view.view.operators.get(byPeerId.get(peerId) ?? -1)
    return operator?.active ? operator : undefined
  }
  const force: OperatorHost['writer']['force'] = async (run, round, keys) => {
    const [maskKey, sealKey] = [toHex(keys.maskKey), toHex(keys.sealKey)]
    const [kemKey, selfCommitment] = [toHex(keys.kemKey), toHex(keys.selfCommitment)]
    const entry = { maskKey, sealKey, kemKey, selfCommitment }
    network.chain.send(run, index, { call: 'force', round, ...entry })
    return { transaction: zeroHash, block: network.chain.block(), gasUsed: 0n }
  }
  let handler: Handler | undefined
  let offered: Parameters<Network['offer']> | undefined

  const start = (): Node => {
    const net: Pick<Network, 'content' | 'publish' | 'handle' | 'offer'> = {
      content,
      publish: async () => undefined,
      handle: (protocol, _limits, answer) => {
        if (protocol === roundProtocol) handler = answer
      },
      offer: (...offer) => {
        if (offer[0] === vectorProtocol) offered = offer
      },
    }
    const host = {
      index,
      keys: own.keys,
      venue: network.chain.venue,
      follower: follower as Follower,
      network: net as Network,
      peers: { operatorOf } as OperatorHost['peers'],
      writer: { force } as OperatorHost['writer'],
    }
    return createNode(
      {
        log,
        clock,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        host,
        trainer: settings.trainer ?? createStubTrainer(index),
        replayer: settings.replayer ?? settings.trainer ?? createStubTrainer(index),
        masker: plainMasker,
      },
      {
        dataFolder,
        roles: ['trainer', 'validator'],
        runs: undefined,
        keepInputs: true,
        allowUnmasked: false,
        fetchTimeoutMs: 1_000,
        forceAfterRounds: 2,
        keepRecords: 0,
        replayMembers: 0,
        ...settings.options,
      },
    )
  }
  let node = start()
  const asker = aggregatorPeer(network)

  const send: SyntheticNode['send'] = async (bytes, peerId) =>
    decodeResponse((await handler?.(peerId, bytes, new AbortController().signal)) ?? bytes)
  const askOnce: SyntheticNode['askOnce'] = async (request, peerId = leaderPeer(network)) => {
    const response = await send(encodeRequest(request), peerId)
    if (response === undefined) throw new VainError('testkit/malformed', 'no answer', {})
    return response
  }
  return {
    index,
    log,
    content,
    node: () => node,
    send,
    askOnce,
    async answer(request) {
      // The node takes its steps when the chain moves; it is asked until it has.
      for (let left = 1_000; ; left--) {
        const response = await askOnce(request)
        if (response.kind !== 'wait' || left === 0) return response
        await pause(5)
      }
    },
    vector: async (request, peerId = leaderPeer(network)) =>
      offered?.[1](peerId, encodeVectorRequest(request)),
    acknowledge: async (request, digest, peerId = asker) =>
      offered?.[2](peerId, encodeVectorRequest(request), digest),
    forcedKeys() {
      throw new VainError('testkit/not-forced', 'a node forces its way in by itself', { index })
    },
    update(round) {
      const bytes = readFileSync(join(dataFolder, 'inputs', `${network.run}-${round}.bin`))
      return toWords(bytes, vectorWords(network.configuration))
    },
    keptRounds: () =>
      readdirSync(join(dataFolder, 'own'))
        .map((name) => Number(name.split(/[-.]/)[1]))
        .sort((a, b) => a - b),
    async restart() {
      await node.stop()
      node = start()
    },
    stop: () => node.stop(),
  }
}
