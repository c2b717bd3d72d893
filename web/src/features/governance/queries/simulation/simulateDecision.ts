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
  /** Why it failed, in words; undefined if it did not. */
  readonly refusal: string | undefined
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
 * Tries a decision on the newest state: each call from the timelock, in order, and then its execution
 * by the governor, as if it had been accepted and had waited.
 *
 * @throws {NoSimulation} if the node cannot
 */
export async function simulateDecision(
  client: ChainClient,
  contracts: Contracts,
  decision: Decision,
): Promise<Simulation> {
  const { timelock } = contracts
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
    calls: await Promise.all(done.map((outcome) => toCallOutcome(contracts, outcome))),
    changes: changesOf(readings, before, after),
    whole: await simulateWhole(client, contracts, decision),
  }
}

async function toCallOutcome(
  contracts: Contracts,
  { succeeded, data, gasUsed, logs }: Outcome,
): Promise<CallOutcome> {
  return {
    gasUsed,
    events: decodeEvents(contracts, logs),
    refusal: succeeded ? undefined : (await explainRevert(data)).message,
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
