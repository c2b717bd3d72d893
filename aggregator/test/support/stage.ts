import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { VainError } from '@vain/base'
import type { ChainState, Receipt } from '@vain/chain'
import {
  beaconTimeOf,
  currentRound,
  decodeRequest,
  decodeVectorRequest,
  encodeHint,
  encodeResponse,
  type Fault,
  fromBitmap,
  type Hint,
  isFault,
  phases,
  plainMasker,
  type RoundRequest,
  type RoundResponse,
  type RoundView,
  readFrame,
  readMasks,
  readReveals,
  readShares,
  survivorsOf,
  vectorWords,
  zeroHash,
} from '@vain/protocol'
import {
  createSyntheticNetwork,
  drawCheck,
  type LedgerCall,
  type MemoryContent,
  type SyntheticMember,
  type SyntheticNetwork,
  type SyntheticOptions,
} from '@vain/testkit'
import { type Aggregator, createAggregator } from '../../src/createAggregator.ts'
import type { Deps, Settings } from '../../src/ports.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { createManualClock, type ManualClock } from './manualClock.ts'
import { createRecordingLog, type LogLine } from './recordingLog.ts'

type Phase = keyof typeof phases

/** What a member does instead of answering as it should. */
export type Mischief = {
  /** Not reached at all. */
  silent?: readonly Phase[]
  /** Questions to which it says `wait` without looking at them. */
  putsOff?: (request: RoundRequest) => boolean
  answer?: (request: RoundRequest, honest: RoundResponse) => RoundResponse
  vector?: (honest: Uint8Array) => Uint8Array
  /** Its vector is on its way until then. */
  holdsVector?: Promise<void>
}

/** A network in one process whose aggregators are the ones under test. */
export type Stage = {
  readonly network: SyntheticNetwork
  readonly clock: ManualClock
  readonly lines: LogLine[]
  /** Every question that reached a member, as `member/phase`, and `member/vector` for pulls. */
  readonly asked: string[]
  readonly mischief: Map<number, Mischief>
  /** Most vectors that were on their way at once. */
  mostPulls(): number
  /** Starts the aggregator with this index, with a store and artefacts of its own or given ones. */
  start(index: number, kept?: Kept): Aggregator & Kept
  /** Lets time pass until something holds; fails if it does not within `seconds` of chain time. */
  until(holds: () => boolean, seconds?: number): Promise<void>
  /** Lets time pass. */
  pass(seconds: number): Promise<void>
  hint(hint: Omit<Hint, 'run' | 'round'>, from?: number): void
  state(): string
  /** The round that was opened last. */
  round(): RoundView
  rounds(): readonly RoundView[]
  /** Lets time pass until a round has a record, and returns that round. */
  reach(record: keyof RoundView, round?: number): Promise<RoundView>
  /** Whether an aggregator has said something. */
  hasSaid(message: string): boolean
  /** Who is in the bundles of a proposed round, from their published bytes. */
  senders(round?: RoundView): Promise<Senders>
  stop(): Promise<void>
}

export type Senders = Readonly<Record<'roster' | 'share' | 'masks' | 'reveals', readonly number[]>>

export type Kept = { readonly store: Store; readonly content: MemoryContent }

const settings: Settings = {
  runs: undefined,
  untilVersion: 1,
  pullSlots: 2,
  pollMs: 1_000,
  fetchTimeoutMs: 1_000,
}

export type StageOptions = Omit<SyntheticOptions, 'settings'> & {
  /** Of the aggregators. */
  readonly settings?: Partial<Settings>
  /** Blocks by which aggregators see the chain late; 0 by default. */
  readonly lagBlocks?: number
  /** Stands in for members, by their index: nodes that live by the real clock. */
  readonly standIns?: (network: SyntheticNetwork) => ReadonlyMap<number, StandIn>
  /** Real time that a quarter of a second of the stage takes, for stand-ins; 0 by default. */
  readonly quarterMs?: number
}

/** A member as far as an aggregator reaches it. */
export type StandIn = Pick<SyntheticMember, 'answer' | 'vector'>

export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const { settings: given, lagBlocks, standIns, quarterMs = 0, ...synthetic } = options
  const network = await createSyntheticNetwork(synthetic)
  const { chain } = network
  const inPlace = standIns?.(network)
  const members = network.members.map((own) => ({ ...own, ...inPlace?.get(own.index) }))
  const clock = createManualClock()
  const lines: LogLine[] = []
  const asked: string[] = []
  const mischief = new Map<number, Mischief>()
  const hearers = new Set<Parameters<Deps['network']['onHint']>[0]>()
  const running = new Set<Aggregator>()
  const pulls = { now: 0, most: 0 }
  const run = () => chain.view().runs.get(network.run)

  const tick = async (): Promise<void> => {
    // Work that waits for nobody is done within a few turns of the event loop.
    for (let turn = 0; turn < 8; turn++) await nextTurn()
    if (quarterMs > 0) await pause(quarterMs)
    clock.advance(250)
  }
  const second = async (): Promise<void> => {
    for (let quarter = 0; quarter < 4; quarter++) await tick()
    chain.pass(1)
  }

  const until = async (holds: () => boolean, seconds = 120): Promise<void> => {
    const end = chain.now() + seconds
    for (let quarter = 0; !holds(); quarter++) {
      const late = `not within ${seconds} s; ${run()?.machine.cursor.state}`
      if (chain.now() > end) throw new Error(late)
      await tick()
      if (quarter % 4 === 3) chain.pass(1)
    }
  }
  const rounds = (): readonly RoundView[] => run()?.rounds ?? []

  return {
    network,
    clock,
    lines,
    asked,
    mischief,
    mostPulls: () => pulls.most,
    start(index, kept) {
      const own = kept ?? { store: openStore(undefined), content: network.swarm.join() }
      const deps: Deps = {
        clock,
        log: createRecordingLog(lines, { aggregator: index }),
        index,
        chain: lagBlocks ? lagging(chainPort(network), lagBlocks) : chainPort(network),
        reader: {
          currentEpoch: async () => 1,
          epochStart: async () => 1e12,
          bonded: async () => 0n,
        },
        writer: writerOf(network, index),
        network: networkPort({ members }, own.content, { asked, mischief, hearers, pulls }),
        peers: {
          peerIdOf: (operator) =>
            chain.view().operators.get(operator)?.active ? `${operator}` : undefined,
          operatorOf: (peerId) => chain.view().operators.get(Number(peerId)),
        },
        store: own.store,
        masker: plainMasker,
        beacon: beaconPort(network),
      }
      const aggregator = createAggregator(deps, { ...settings, ...given })
      running.add(aggregator)
      return { ...own, ...aggregator }
    },
    until,
    async pass(seconds) {
      for (let passed = 0; passed < seconds; passed++) await second()
    },
    hint(hint, from = hint.sender) {
      const bytes = encodeHint({
        run: network.run,
        round: run()?.machine.cursor.round ?? 0,
        ...hint,
      })
      for (const hear of hearers) hear(`${from}`, bytes)
    },
    state: () => run()?.machine.cursor.state ?? 'none',
    round: () => rounds().at(-1) as RoundView,
    rounds,
    async reach(record, round = 1) {
      await until(() => rounds()[round - 1]?.[record] !== undefined, 300)
      return rounds()[round - 1] as RoundView
    },
    hasSaid: (message) => lines.some((line) => line.message === message),
    senders: (round = rounds().at(-1) as RoundView) => sendersOf(network, round),
    async stop() {
      await Promise.all([...running].map((aggregator) => aggregator.stop()))
    },
  }
}

async function sendersOf(network: SyntheticNetwork, round: RoundView): Promise<Senders> {
  const from = { content: network.content, timeoutMs: 1_000 }
  const view = network.chain.view()
  const roster = sound(await readFrame(from, view, round, network))
  const { frame, shares } = sound(await readShares(from, view, round, roster))
  const words = vectorWords(network.configuration)
  const masks = sound(await readMasks(from, view, round, frame, shares, words))
  const survivors = survivorsOf(round, shares, masks)
  const { reveals } = sound(await readReveals(from, view, round, frame, shares, survivors))
  return {
    roster: [...roster.roster.keys()],
    share: [...shares.keys()],
    masks: [...masks.keys()],
    reveals: [...reveals.keys()],
  }
}

function sound<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new Error(`${result.artefact}: ${result.reason}`)
  return result
}

export function chainPort({ chain }: SyntheticNetwork): Deps['chain'] {
  const state = (): ChainState => ({
    view: chain.view(),
    block: {
      number: chain.block(),
      hash: zeroHash,
      parentHash: zeroHash,
      timestamp: chain.now(),
    },
  })
  return {
    get view() {
      return state()
    },
    onChange: (listener) => chain.onBlock(() => listener(state())),
  }
}

/** The beacon of synthetic networks, which signs what is due by the chain's time. */
function beaconPort({ chain, run }: SyntheticNetwork): Deps['beacon'] {
  return {
    async read(beacon, drawing) {
      const view = chain.view().runs.get(run)
      const round = view && currentRound(view)
      if (round === undefined || chain.now() < beaconTimeOf(beacon, drawing))
        throw new VainError('testkit/not-due', 'nobody has that round', { drawing })
      return drawCheck(round)
    },
  }
}

/** The same chain, as one sees it who is some blocks behind. */
function lagging(chain: Deps['chain'], blocks: number): Deps['chain'] {
  const seen = [chain.view]
  const late = (): ChainState => {
    const now = chain.view.block.number
    return seen.findLast(({ block }) => block.number <= now - blocks) ?? (seen[0] as ChainState)
  }
  chain.onChange((state) => seen.push(state))
  return {
    get view() {
      return late()
    },
    onChange: (listener) => chain.onChange(() => listener(late())),
  }
}

/** What goes between members and aggregators, and how it goes wrong. */
export type Wire = {
  readonly asked: string[]
  readonly mischief: ReadonlyMap<number, Mischief>
  readonly hearers: Set<Parameters<Deps['network']['onHint']>[0]>
  readonly pulls: { now: number; most: number }
}

/** Members in this process, as an aggregator reaches them. */
export function networkPort(
  network: { readonly members: readonly (StandIn & Pick<SyntheticMember, 'index'>)[] },
  content: MemoryContent,
  { asked, mischief, hearers, pulls }: Wire,
): Deps['network'] {
  const unreachable = (): never => {
    throw new VainError('net/unreachable', 'nobody there', {})
  }
  const memberOf = (peerId: string) => network.members[Number(peerId)] ?? unreachable()
  return {
    content,
    onHint(listener) {
      hearers.add(listener)
      return () => hearers.delete(listener)
    },
    async request(peerId, _protocol, bytes) {
      const member = memberOf(peerId)
      const request = decodeRequest(bytes) ?? unreachable()
      const does = mischief.get(member.index)
      if (does?.silent?.some((phase) => phases[phase] === request.phase)) unreachable()
      asked.push(`${member.index}/${request.phase}`)
      const honest: RoundResponse = does?.putsOff?.(request)
        ? { kind: 'wait' }
        : await member.answer(request)
      return encodeResponse(does?.answer?.(request, honest) ?? honest)
    },
    async pull(peerId, _protocol, bytes, limits) {
      const member = memberOf(peerId)
      const request = decodeVectorRequest(bytes) ?? unreachable()
      const honest = (await member.vector(request)) ?? unreachable()
      const does = mischief.get(member.index)
      asked.push(`${member.index}/vector`)
      pulls.most = Math.max(pulls.most, ++pulls.now)
      await (does?.holdsVector ?? nextTurn())
      pulls.now--
      const sent = does?.vector?.(honest) ?? honest
      if (sent.length > limits.maxBytes) throw new VainError('net/too-large', 'too much', {})
      return sent.slice()
    },
  }
}

function writerOf({ chain, run }: SyntheticNetwork, index: number): Deps['writer'] {
  const send = async (call: LedgerCall): Promise<Receipt> => {
    try {
      chain.send(run, index, call)
    } catch (error) {
      if (!(error instanceof VainError)) throw error
      const context = { error: error.message, args: {}, call: call.call }
      throw new VainError('chain/reverted', error.message, context)
    }
    return { transaction: zeroHash, block: chain.block(), gasUsed: 21_000n }
  }
  const round = (): number => chain.view().runs.get(run)?.machine.cursor.round ?? 0
  return {
    open: () => send({ call: 'open' }),
    mask: (_run, number, { survivors, ...inputs }) =>
      send({ call: 'mask', round: number, survivors: fromBitmap(survivors), ...inputs }),
    propose: (_run, number, record) => send({ call: 'propose', round: number, ...record }),
    certify: (_run, { nonSigners, ...record }) =>
      send({ call: 'certify', round: round(), nonSigners: fromBitmap(nonSigners), ...record }),
    finalize: () => send({ call: 'finalize' }),
    abort: (_run, number) => send({ call: 'abort', round: number }),
    async snapshot() {
      chain.snapshot(2, (operator) => BigInt(100 + operator))
      return { transaction: zeroHash, block: chain.block(), gasUsed: 21_000n }
    },
  }
}
