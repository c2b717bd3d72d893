import { type ProposalState, proposalStates } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { keccak256 } from 'ethers'
import { readBlock } from '../block.ts'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Fields } from '../fields.ts'
import { type ContractLog, readContractLogs } from '../readContractLogs.ts'
import type { Rpc } from '../rpc.ts'
import { toWord } from '../values.ts'
import { proposalId } from './decision.ts'
import type { GovernanceTerms, GovernorProposal, ProposalStanding } from './proposal.ts'

/** What a governor says as of the latest block. */
export type GovernorReader = {
  terms(): Promise<GovernanceTerms>
  /** Votes of an account, its own and delegated, at a second that is past. */
  votesOf(account: Hex, second: number): Promise<bigint>
  hasVoted(proposal: Hex, account: Hex): Promise<boolean>
  /**
   * All proposals, in the order in which they were made, each with the calls that its id is made of,
   * whatever the node says.
   *
   * @throws {VainError} `chain/malformed-log`
   */
  proposals(): Promise<readonly GovernorProposal[]>
  stateOf(proposal: Hex): Promise<ProposalState>
  standingOf(proposal: Hex): Promise<ProposalStanding>
}

/** Builds the reading half of a governor, as `findGovernor` finds it. */
export function createGovernorReader(
  rpc: Rpc,
  { deployedAt }: Deployment,
  governor: Hex,
): GovernorReader {
  const ask = (name: string, ...args: unknown[]): Promise<Fields> =>
    callContract(rpc, 'governor', governor, name, args)
  const number = async (...question: Parameters<typeof ask>) =>
    (await ask(...question)).number('value')
  const amount = async (...question: Parameters<typeof ask>) =>
    (await ask(...question)).bigint('value')
  const stateOf = async (proposal: Hex) => toState(await number('state', proposal))
  return {
    async terms() {
      const timelock = (await ask('timelock')).hex('value')
      return {
        votingDelay: await number('votingDelay'),
        votingPeriod: await number('votingPeriod'),
        timelockDelay: (await callContract(rpc, 'timelock', timelock, 'getMinDelay')).number(
          'value',
        ),
        executionSeconds: await number('executionSeconds'),
        proposalThreshold: await amount('proposalThreshold'),
      }
    },
    votesOf: (account, second) => amount('getVotes', account, second),
    hasVoted: async (proposal, account) => (await ask('hasVoted', proposal, account)).flag('value'),
    async proposals() {
      const to = (await readBlock(rpc, 'latest'))?.number ?? deployedAt
      const query = { events: ['ProposalCreated'], from: deployedAt, to }
      return (await readContractLogs(rpc, 'governor', governor, query)).map(toProposal)
    },
    stateOf,
    async standingOf(proposal) {
      const state = await stateOf(proposal)
      const snapshot = await number('proposalSnapshot', proposal)
      const votes = await ask('proposalVotes', proposal)
      return {
        state,
        snapshot,
        deadline: await number('proposalDeadline', proposal),
        readyAt: await number('proposalEta', proposal),
        expiry: await number('proposalExpiry', proposal),
        votes: {
          for: votes.bigint('forVotes'),
          against: votes.bigint('againstVotes'),
          abstain: votes.bigint('abstainVotes'),
        },
        // The stake of a second that is not over is not known.
        quorum: state === 'pending' ? undefined : await amount('quorum', snapshot),
      }
    },
  }
}

// The contract's own type has these states and no other.
const toState = (number: number): ProposalState => proposalStates[number] as ProposalState

/**
 * Reads the log of a proposal that was made.
 *
 * @throws {VainError} `chain/malformed-log` if its id is not that of its calls and description
 */
export function toProposal({
  block,
  fields,
}: Pick<ContractLog, 'block' | 'fields'>): GovernorProposal {
  const [values, calldatas] = [fields.bigints('values'), fields.hexes('calldatas')]
  const proposal = {
    id: toWord(fields.bigint('proposalId')),
    proposer: fields.hex('proposer'),
    calls: fields.hexes('targets').map((target, i) => ({
      target,
      // The governor refuses lists of different lengths.
      valueWei: values[i] ?? 0n,
      data: calldatas[i] ?? '0x',
    })),
    description: fields.text('description'),
    descriptionHash: keccak256(fields.bytes('description')) as Hex,
    block,
  }
  if (proposalId(proposal) === proposal.id) return proposal
  const message = 'a proposal has another id than its calls and its description make'
  throw new VainError('chain/malformed-log', message, { id: proposal.id, block })
}
