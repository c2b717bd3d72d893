import type { ContractName } from '@vain/abi'
import {
  AbiCoder,
  type BaseContract,
  type ContractTransactionResponse,
  id,
  keccak256,
} from 'ethers'
import {
  accessRoles,
  holders,
  type Rule,
  rules,
} from '../../../packages/chain/src/deploy/wiring.ts'
import { allow } from './authority.ts'
import { as, deploy, deployAny, helpers, ownerOf, type Typed } from './chain.ts'
import type { Justice } from './justice.ts'
import { createOperator, type Operator, roles } from './operators.ts'
import { bond, deployAll, type Stage, stageNetwork } from './stage.ts'

/** A network that governs itself. */
export type GovernedStage = Justice & {
  readonly timelock: Typed<'timelockController'>
  readonly governor: Typed<'vainGovernor'>
  /** May cancel proposals. */
  readonly guardian: Operator
  /** May pause. */
  readonly pauser: Operator
  /** Have 40,000, 30,000, 20,000 and 10,000 at stake. */
  readonly voters: readonly [Operator, Operator, Operator, Operator]
}

/** The timelock's delay. */
export const delaySeconds = 5_000

/** Seconds from a sentence until it can be executed. */
export const appealSeconds = 1_000

/** Settings of the governor; with the delay they add up to less than the vault's `unbondingSeconds`. */
export const settings = {
  votingDelay: 600,
  votingPeriod: 10_000,
  lateQuorumExtension: 3_000,
  executionSeconds: 10_000,
  disputeSeconds: 20_000,
  quorumBps: 3_000,
  proposalThreshold: 20_000n,
}

/** A governed network without anyone but voters. */
export const deployGoverned = async (): Promise<GovernedStage> => govern(await deployAll())

/** The network of `stageNetwork`, governed. */
export const stageGoverned = async (): Promise<GovernedStage> => govern(await stageNetwork())

/** Wires the rest on top of a network and hands it over: from then on only the timelock is admin. */
async function govern(stage: Stage): Promise<GovernedStage> {
  const { authority, vault, set, ledger } = stage
  const guardian = await createOperator('guardian')
  const pauser = await createOperator('pauser')
  const { timelock, governor } = await deployGovernor(vault, guardian)
  const slasher = await deployAny('Slasher', [set, timelock, appealSeconds, authority])
  const signatures = await deployAny('SignatureCourt', [ledger, slasher])
  await giveRoles(stage, slasher, signatures)
  await authority.grantRole(accessRoles.pauseGuardian, pauser.wallet, 0)
  await authority.grantRole(accessRoles.admin, timelock, 0)
  await authority.renounceRole(accessRoles.admin, (await ownerOf()).address)

  const voters = await Promise.all(
    ['ada', 'ben', 'cleo', 'dan'].map((name) => createOperator(name)),
  )
  for (const [position, voter] of voters.entries())
    await bond(stage, voter, 10_000n * BigInt(4 - position))
  return {
    ...stage,
    timelock,
    governor,
    // The casts name methods that the contracts have; the tests call them.
    slasher: slasher as unknown as Justice['slasher'],
    signatures: signatures as unknown as Justice['signatures'],
    treasury: await timelock.getAddress(),
    guardian,
    pauser,
    voters: voters as unknown as GovernedStage['voters'],
  }
}

/** A governor, and a timelock that is its alone. */
async function deployGovernor(
  vault: Stage['vault'],
  { wallet }: Operator,
): Promise<Pick<GovernedStage, 'timelock' | 'governor'>> {
  const owner = (await ownerOf()).address
  const timelock = await deploy('timelockController', [delaySeconds, [], [], owner])
  const governor = await deploy('vainGovernor', [
    ...[vault, timelock, { ...settings, guardian: wallet.address }],
  ])
  for (const role of ['PROPOSER_ROLE', 'CANCELLER_ROLE', 'EXECUTOR_ROLE'] as const)
    await timelock.grantRole(await timelock[role](), governor)
  await timelock.renounceRole(await timelock.DEFAULT_ADMIN_ROLE(), owner)
  return { timelock, governor }
}

/** Roles as networks have them, as far as their contracts are here. */
async function giveRoles(
  { authority, vault, ledger, registry }: Stage,
  slasher: BaseContract,
  signatureCourt: BaseContract,
): Promise<void> {
  const contracts: Partial<Record<ContractName, BaseContract>> = {
    ...{ vault, ledger, runRegistry: registry, slasher, signatureCourt },
  }
  for (const { role, target, functions } of rules) {
    const contract = contracts[target]
    if (contract !== undefined) await allow(authority, contract, functions, accessRoles[role])
  }
  for (const [role, names] of Object.entries(holders))
    for (const name of names) {
      const contract = contracts[name]
      if (contract !== undefined)
        await authority.grantRole(accessRoles[role as Rule['role']], contract, 0)
    }
}

/** One call of a proposal. */
export type Action = {
  readonly target: BaseContract
  readonly name: string
  readonly args: readonly unknown[]
}

/** A proposal, as the governor's functions take it. */
export type Proposal = {
  readonly id: bigint
  readonly targets: readonly string[]
  readonly values: readonly bigint[]
  readonly calldatas: readonly string[]
  readonly description: string
}

/** Writes a proposal down; nobody has made it yet. Arguments are plain values. */
export async function draft(
  actions: readonly Action[],
  description: string = 'because',
): Promise<Proposal> {
  const targets = await Promise.all(actions.map(({ target }) => target.getAddress()))
  const values = actions.map(() => 0n)
  const calldatas = actions.map(({ target, name, args }) =>
    target.interface.encodeFunctionData(name, args),
  )
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['address[]', 'uint256[]', 'bytes[]', 'bytes32'],
    [targets, values, calldatas, id(description)],
  )
  return { id: BigInt(keccak256(encoded)), targets, values, calldatas, description }
}

type Sent = Promise<ContractTransactionResponse>

/** Names of `IGovernor.ProposalState`, by number. */
const states = [
  'pending',
  'active',
  'canceled',
  'defeated',
  'succeeded',
  'queued',
  'expired',
  'executed',
] as const

/** State of a proposal in the block that would be mined now. */
export async function stateOf(stage: GovernedStage, proposal: Proposal): Promise<string> {
  const state = await stage.governor.state.staticCall(proposal.id, { blockTag: 'pending' })
  return states[Number(state)] as string
}

/** Proposes, by the first voter unless the call says otherwise. */
export async function propose(
  stage: GovernedStage,
  { targets, values, calldatas, description }: Proposal,
  by: Operator = stage.voters[0],
): Sent {
  return as(stage.governor, by.wallet).propose(targets, values, calldatas, description)
}

/** Proposes and moves to the first second of the vote. */
export async function goToVote(stage: GovernedStage, proposal: Proposal): Promise<void> {
  await propose(stage, proposal)
  await helpers.time.increase(settings.votingDelay)
}

/** The arguments of `queue`, `execute` and `cancel`. */
export const callOf = ({ targets, values, calldatas, description }: Proposal): unknown[] => [
  targets,
  values,
  calldatas,
  id(description),
]

/** Moves past the last second of the vote. */
export async function goPastVote(stage: GovernedStage, { id: proposal }: Proposal): Promise<void> {
  await helpers.time.increaseTo(await stage.governor.proposalDeadline(proposal))
}

/** Takes a proposal through a vote that it wins up to the moment in which it can be executed. */
export async function goToExecution(stage: GovernedStage, proposal: Proposal): Promise<void> {
  await goToVote(stage, proposal)
  for (const voter of stage.voters) await as(stage.governor, voter.wallet).castVote(proposal.id, 1)
  await goPastVote(stage, proposal)
  await stage.governor.queue(...callOf(proposal))
  await helpers.time.increase(delaySeconds)
}

/** Lets the stake decide and does what it decided. */
export async function enact(
  stage: GovernedStage,
  actions: readonly Action[],
  description?: string,
): Sent {
  const proposal = await draft(actions, description)
  await goToExecution(stage, proposal)
  return stage.governor.execute(...callOf(proposal))
}

/** A call that changes a parameter of the network. */
export const raiseStake = ({ book }: GovernedStage, amount: number = 5): Action => ({
  target: book,
  name: 'setMinStake',
  args: [roles.trainer, amount],
})

/** Calls that put functions of a contract under a role, as `allow` does. */
export async function allowing(
  { authority }: GovernedStage,
  role: keyof typeof accessRoles,
  target: BaseContract,
  names: readonly string[],
): Promise<Action[]> {
  const selectors = names.map((name) => target.interface.getFunction(name)?.selector)
  const args = [await target.getAddress(), selectors, accessRoles[role]]
  return [{ target: authority, name: 'setTargetFunctionRole', args }]
}

/** A call that changes a setting of the governor. */
export const setting = ({ governor }: GovernedStage, name: string, value: unknown): Action => ({
  target: governor,
  name,
  args: [value],
})

/** Seconds from a proposal to the end of any case about it, with the settings of the tests. */
export const lifeSeconds: number =
  settings.votingDelay +
  settings.votingPeriod +
  settings.lateQuorumExtension +
  delaySeconds +
  settings.executionSeconds +
  settings.disputeSeconds
