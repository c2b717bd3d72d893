import { vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  type ChainClient,
  encodeFunctionData,
  explainRevert,
  readContract,
} from '../../../../shared/chain/ethereum/index.ts'
import { type Decision, decisionCall, proposalIdOf } from '../governorCalls.ts'
import { type DecodedEvent, decodeEvents } from './decodeEvents.ts'
import { accepted, announced } from './overrides.ts'
import { type Change, changesOf, readingsOf } from './readings.ts'
import { type Outcome, simulate } from './request.ts'

/** What came of a call of a proposal. */
export type CallOutcome = {
  readonly gasUsed: bigint
  readonly events: readonly DecodedEvent[]
  /** Why it failed, in words; undefined if it did not, or if that cannot be told. */
  readonly refusal: string | undefined
  /** Whether what came of it can be told: a call that fails in a trial that is not whole may not fail. */
  readonly isTold: boolean
}

/** What a proposal would do if it were executed now. */
export type Simulation = {
  readonly calls: readonly CallOutcome[]
  /** Parameters before and after all calls. */
  readonly changes: readonly Change[]
  /** Whether the governor executes it as a whole, with the checks that it makes at the end. */
  readonly whole:
    | { readonly kind: 'executes'; readonly gasUsed: bigint }
    | { readonly kind: 'refused'; readonly message: string }
    /** The governor or the timelock is another contract than those that this page knows. */
    | { readonly kind: 'unknown' }
}

type Contracts = Readonly<Record<string, Address>> & {
  readonly governor: Address
  readonly timelock: Address
}

/**
 * Tries a decision on the newest state: its execution by the governor, as if it had been accepted and
 * had waited, and each call from the timelock that the governor names now, in order.
 *
 * @throws {NoSimulation} if the node cannot
 */
export async function simulateDecision(
  client: ChainClient,
  network: Contracts,
  decision: Decision,
): Promise<Simulation> {
  // Governance can have replaced the one that the network began with.
  const timelock = await readContract(client, {
    abi: vainGovernorAbi,
    address: network.governor,
    functionName: 'timelock',
  })
  const contracts = { ...network, timelock }
  const whole = await simulateWhole(client, contracts, decision)
  const isKnown = whole.kind !== 'unknown'
  const readings = readingsOf(contracts, decision.calls)
  const reads = readings.map(({ trial }) => trial)
  const calls = decision.calls.map(({ target, valueWei, data }) => ({
    from: timelock,
    to: target,
    data,
    valueWei,
  }))
  const outcomes = await simulate(
    client,
    [...reads, ...calls, ...reads],
    announced(contracts, decision),
  )
  const before = outcomes.slice(0, reads.length)
  const done = outcomes.slice(reads.length, reads.length + calls.length)
  const after = outcomes.slice(reads.length + calls.length)
  return {
    calls: await Promise.all(done.map((outcome) => toCallOutcome(contracts, outcome, isKnown))),
    changes: changesOf(readings, before, after),
    whole,
  }
}

/** @param isKnown - whether the governor and the timelock are those whose storage this page knows */
async function toCallOutcome(
  contracts: Contracts,
  { succeeded, data, gasUsed, logs }: Outcome,
  isKnown: boolean,
): Promise<CallOutcome> {
  const isTold = succeeded || isKnown
  return {
    gasUsed,
    events: decodeEvents(contracts, logs),
    refusal: succeeded || !isTold ? undefined : (await explainRevert(data)).message,
    isTold,
  }
}

/** Of `IGovernor.ProposalState`. */
const queued = 5n

async function simulateWhole(
  client: ChainClient,
  contracts: Contracts,
  decision: Decision,
): Promise<Simulation['whole']> {
  const { governor } = contracts
  const abi = vainGovernorAbi
  const now = await readContract(client, { abi, address: governor, functionName: 'clock' })
  const args = [BigInt(proposalIdOf(decision))] as const
  const [state, execution] = await simulate(
    client,
    [
      { to: governor, data: encodeFunctionData({ abi, functionName: 'state', args }) },
      { from: anyone, ...decisionCall(governor, 'execute', decision) },
    ],
    accepted(contracts, decision, now),
  )
  if (state === undefined || execution === undefined) return { kind: 'unknown' }
  if (!state.succeeded || BigInt(state.data) !== queued) return { kind: 'unknown' }
  if (execution.succeeded) return { kind: 'executes', gasUsed: execution.gasUsed }
  return { kind: 'refused', message: (await explainRevert(execution.data)).message }
}

/** Anyone may execute; nobody has this address. */
const anyone: Address = '0x000000000000000000000000000000000000dEaD'
