import type { RoleName } from '@vain/chain'
import {
  currentRound,
  type Hex,
  type LedgerView,
  leaderOf,
  type Operator,
  type RunView,
  ringOf,
  roles,
} from '@vain/protocol'
import type { Account } from '../network/account.ts'
import { readView } from '../network/readView.ts'

/** Where a run stands. Times in seconds. */
export type RunStatus = {
  readonly run: number
  /** Certified models so far. */
  readonly version: number
  readonly round: number
  /** Last round that the privacy budget pays for. */
  readonly lastRound: number
  readonly state: string
  readonly since: number
  readonly deadline: number
  /** Who may take the next step, if it is an aggregator's. */
  readonly leader: { readonly address: Hex; readonly index: number | undefined } | undefined
  readonly members: readonly number[]
  readonly survivors: readonly number[] | undefined
  readonly head: Hex
}

/** An operator's standing. Amounts in the token's smallest unit. */
export type OperatorStatus = {
  readonly address: Hex
  /** Undefined if it is not registered now. */
  readonly index: number | undefined
  readonly roles: readonly RoleName[]
  readonly bonded: bigint
  /** What its roles need. */
  readonly needed: bigint
  readonly unbonding: { readonly amount: bigint; readonly readyAt: number }
  /** Open cases that keep it from withdrawing. */
  readonly holds: number
  readonly wei: bigint
  /** Its weight in the newest validator set. */
  readonly set:
    | { readonly epoch: number; readonly weight: bigint; readonly totalWeight: bigint }
    | undefined
}

/** What `vain status` says. */
export type Status = {
  readonly chainId: bigint
  readonly ledger: Hex
  readonly block: number
  /** Chain time, seconds. */
  readonly now: number
  /** Until then no round opens; past if nothing is paused. Chain time, seconds. */
  readonly pausedUntil: number
  readonly runs: readonly RunStatus[]
  readonly operator: OperatorStatus
}

/**
 * Reads where the runs and an operator stand, as of the latest block.
 *
 * @throws {VainError} what the chain throws
 */
export async function readStatus(
  chain: Pick<Account, 'rpc' | 'deployment' | 'reader' | 'address'>,
): Promise<Status> {
  const { deployment } = chain
  const { view, block } = await readView(chain.rpc, deployment)
  return {
    chainId: deployment.chainId,
    ledger: deployment.ledger,
    block: block.number,
    now: block.timestamp,
    pausedUntil: view.pausedUntil,
    runs: [...view.runs.values()].map((run) => runStatus(view, run, block.timestamp)),
    operator: await operatorStatus(chain, view),
  }
}

/** Where a run stands at a time of the chain, seconds. */
export function runStatus(view: LedgerView, run: RunView, now: number): RunStatus {
  const { machine, createdAt, spec } = run
  const { round, version, state, since, deadline } = machine.cursor
  const leader = leaderOf(machine, { params: spec.params, createdAt, now, ring: ringOf(view) })
  const current = currentRound(run)
  return {
    ...{
      run: run.run,
      version,
      round,
      lastRound: spec.params.lastRound,
      state,
      since,
      deadline,
      head: machine.head,
    },
    leader: leader && { address: leader.address, index: leader.index },
    members: current?.members ?? [],
    survivors: current?.survivors,
  }
}

async function operatorStatus(
  { reader, address }: Pick<Account, 'reader' | 'address'>,
  view: LedgerView,
): Promise<OperatorStatus> {
  const operator = [...view.operators.values()].find((one) => one.active && one.address === address)
  const own = rolesOf(operator)
  const needed = await Promise.all(own.map((role) => reader.minStake(role)))
  return {
    address,
    index: operator?.index,
    roles: own,
    bonded: await reader.bonded(address),
    needed: needed.reduce((most, amount) => (amount > most ? amount : most), 0n),
    unbonding: await reader.unbonding(address),
    holds: await reader.holdsOf(address),
    wei: await reader.gasBalanceOf(address),
    set: operator && setOf(view, operator.index),
  }
}

/** Names of an operator's roles. */
function rolesOf(operator: Operator | undefined): RoleName[] {
  const names: readonly RoleName[] = ['trainer', 'validator', 'aggregator']
  return operator ? names.filter((name) => (operator.roles & roles[name]) !== 0) : []
}

function setOf({ sets, latestEpoch }: LedgerView, index: number): OperatorStatus['set'] {
  const set = latestEpoch === undefined ? undefined : sets.get(latestEpoch)
  const weight = set?.weights[set.indices.indexOf(index)]
  return set && weight !== undefined
    ? { epoch: set.epoch, weight, totalWeight: set.totalWeight }
    : undefined
}
