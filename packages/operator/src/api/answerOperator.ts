import type { Clock } from '@vain/base'
import type { ChainState, Deployment, Follower, LedgerReader } from '@vain/chain'
import type { Network } from '@vain/net'
import { findRound, type Hex, type LedgerView, type RunView, roles } from '@vain/protocol'
import { HttpFailure, type HttpServer } from '@vain/service'
import type { Troubles } from '../createTroubles.ts'
import type { Peers } from '../peers.ts'
import { reachEndpoint, tryReach } from '../reach/index.ts'
import { type ChainHead, chainEndpoint } from './chain.ts'
import { describeRound, describeRun, summariseRound } from './describeRounds.ts'
import { type Health, healthEndpoint, readyEndpoint } from './health.ts'
import { identityEndpoint } from './identity.ts'
import { type PeerRow, peersEndpoint } from './peers.ts'
import { roundEndpoint, roundsEndpoint } from './rounds.ts'
import { runEndpoint, runsEndpoint } from './runs.ts'
import { type Status, statusEndpoint } from './status.ts'

/** What the common endpoints tell of. */
export type OperatorFacts = {
  readonly clock: Clock
  readonly address: Hex
  readonly roles: readonly string[]
  readonly deployment: Deployment
  readonly follower: Pick<Follower, 'view'>
  readonly reader: Pick<LedgerReader, 'bonded' | 'balanceOf' | 'gasBalanceOf'>
  readonly network: Pick<
    Network,
    'peerId' | 'connectedPeers' | 'addresses' | 'relays' | 'links' | 'askBack'
  >
  readonly peers: Peers
  readonly troubles: Pick<Troubles, 'all'>
  /** Own index, once registered. */
  readonly index: () => number | undefined
  /** Whether it takes part in nothing new, as its operator said. */
  readonly isPaused?: () => boolean
}

/** Says how the endpoints are answered that all operators have. */
export function answerOperator(http: Pick<HttpServer, 'answer'>, facts: OperatorFacts): void {
  const { follower, deployment, network, peers } = facts
  const startedAt = toSeconds(facts.clock.now())
  http.answer(healthEndpoint, () => readHealth(facts))
  http.answer(readyEndpoint, () => readHealth(facts))
  http.answer(statusEndpoint, () => readStatus(facts, startedAt))
  http.answer(chainEndpoint, () => readChain(follower.view, deployment))
  http.answer(peersEndpoint, () => readPeers(peers, network))
  http.answer(reachEndpoint, () => tryReach(network, ownOperator(facts)?.endpoints ?? []))
  http.answer(identityEndpoint, () => ({
    address: facts.address,
    index: facts.index(),
    roles: facts.roles,
    peerId: network.peerId,
    endpoints: ownOperator(facts)?.endpoints ?? [],
    chainId: String(deployment.chainId),
    ledger: deployment.ledger,
  }))
  http.answer(runsEndpoint, () => {
    const state = follower.view
    return [...state.view.runs.values()].map((run) => describeRun(state, run))
  })
  http.answer(runEndpoint, ({ parameters }) =>
    describeRun(follower.view, runOf(follower.view.view, parameters.run)),
  )
  http.answer(roundsEndpoint, ({ parameters: { run: id, before = Infinity, limit } }) => {
    const run = runOf(follower.view.view, id)
    const earlier = run.rounds.filter(({ round }) => round < before)
    return earlier
      .slice(-limit)
      .reverse()
      .map((round) => summariseRound(run, round))
  })
  http.answer(roundEndpoint, ({ parameters }) => {
    const { view } = follower.view
    const run = runOf(view, parameters.run)
    const round = findRound(run, parameters.round)
    if (round === undefined) throw noRound(run, parameters.round)
    return describeRound(view, run, round)
  })
}

const toSeconds = (ms: number): number => Math.floor(ms / 1_000)

function runOf({ runs }: LedgerView, id: number): RunView {
  const run = runs.get(id)
  if (run === undefined) throw new HttpFailure(404, 'http/not-found', 'no such run')
  return run
}

function ownOperator({ index, follower }: OperatorFacts): PeerOperator | undefined {
  const own = index()
  return own === undefined ? undefined : follower.view.view.operators.get(own)
}

function noRound({ machine }: RunView, number: number): HttpFailure {
  const isOpened = number > 0 && number <= machine.cursor.round
  const text = isOpened ? 'the daemon no longer holds this round; an index does' : 'no such round'
  return new HttpFailure(404, 'http/not-found', text)
}

type PeerOperator = NonNullable<ReturnType<LedgerView['operators']['get']>>

function readHealth(facts: OperatorFacts): Health {
  const { address, network, follower } = facts
  const index = facts.index()
  return {
    status: judge(facts),
    address,
    index,
    roles: facts.roles,
    peerId: network.peerId,
    connected: network.connectedPeers().length,
    block: follower.view.block.number,
    troubles: facts.troubles.all(),
  }
}

function judge(facts: OperatorFacts): Health['status'] {
  if (facts.troubles.all().length > 0) return 'failing'
  if (facts.index() === undefined) return 'starting'
  if (!ownOperator(facts)?.active) return 'idle'
  return facts.isPaused?.() ? 'paused' : 'ok'
}

async function readStatus(facts: OperatorFacts, startedAt: number): Promise<Status> {
  const now = toSeconds(facts.clock.now())
  return {
    ...readHealth(facts),
    startedAt,
    now,
    memoryBytes: process.memoryUsage.rss(),
    blockAgeSeconds: now - facts.follower.view.block.timestamp,
    // The rest is worth knowing all the more while the chain is away.
    funds: await readFunds(facts).catch(() => undefined),
  }
}

async function readFunds({ reader, address }: OperatorFacts): Promise<Status['funds']> {
  const [bonded, free, wei] = await Promise.all([
    reader.bonded(address),
    reader.balanceOf(address),
    reader.gasBalanceOf(address),
  ])
  return { bonded: String(bonded), free: String(free), wei: String(wei) }
}

function readChain(
  { view, block }: ChainState,
  { chainId, ledger, keyBook, epochSet, runRegistry, vault, token, authority }: Deployment,
): ChainHead {
  const { number, hash, timestamp } = block
  return {
    chainId: String(chainId),
    block: { number, hash, timestamp },
    operators: [...view.operators.values()].filter(({ active }) => active).length,
    runs: view.runs.size,
    epoch: view.latestEpoch,
    contracts: { ledger, keyBook, epochSet, runRegistry, vault, token, authority },
  }
}

function readPeers(peers: Peers, network: OperatorFacts['network']): readonly PeerRow[] {
  const connected = new Set(network.connectedPeers())
  return [...peers.active()].map(([peerId, { index, address, roles: bits, endpoints }]) => ({
    index,
    address,
    peerId,
    roles: namesOf(bits),
    endpoints,
    connected: connected.has(peerId),
  }))
}

const namesOf = (bits: number): readonly string[] =>
  Object.entries(roles).flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name]))
