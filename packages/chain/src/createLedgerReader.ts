import type { CoreName } from '@vain/abi'
import { type Cursor, type Hex, type Lead, roles, roundStates } from '@vain/protocol'
import { callContract } from './callContract.ts'
import type { Deployment } from './deployment.ts'
import type { Fields } from './fields.ts'
import { isReverted } from './revert.ts'
import type { Rpc } from './rpc.ts'
import { toQuantity } from './values.ts'

/** A role by its name. */
export type RoleName = keyof typeof roles

/**
 * What the contracts say as of one block. Amounts are in the token's smallest unit,
 * times in seconds. Every function throws `chain/reverted` where the contract refuses.
 */
export type LedgerReader = {
  cursorOf(run: number): Promise<Cursor>
  /** Who leads the current round, and the rules that it was opened with. */
  leadOf(run: number): Promise<Lead>
  headOf(run: number): Promise<Hex>
  /** Word of the entries that were forced into the next round; zero if there are none. */
  inboxOf(run: number): Promise<Hex>
  /** Whose turn it would be in a block with the latest one's time. */
  leaderOf(run: number): Promise<Hex>
  /** Word over all registrations and retirements. */
  membership(): Promise<Hex>
  currentEpoch(): Promise<number>
  epochStart(epoch: number): Promise<number>
  /** The newest epoch that has a validator set, if any. */
  latestEpoch(): Promise<number | undefined>
  /** Index of an active operator, or undefined. */
  indexOf(operator: Hex): Promise<number | undefined>
  /** Number of runs; they are numbered from 1. */
  runs(): Promise<number>
  minStake(role: RoleName): Promise<bigint>
  bonded(operator: Hex): Promise<bigint>
  unbonding(operator: Hex): Promise<{ amount: bigint; readyAt: number }>
  /** Open cases that keep an operator from withdrawing. */
  holdsOf(operator: Hex): Promise<number>
  /** Tokens of an account that are not in the vault. */
  balanceOf(account: Hex): Promise<bigint>
  /** Tokens of `account` that the vault may take. */
  allowanceOf(account: Hex): Promise<bigint>
  /** Wei that the account can pay for gas with, as of the latest block. */
  gasBalanceOf(account: Hex): Promise<bigint>
  /** Wei that a unit of gas costs now. */
  gasPrice(): Promise<bigint>
}

/**
 * Builds the reading half of a network's contracts.
 *
 * @param block - as of which it asks, see `callContract`; the latest at each question if left out
 */
export function createLedgerReader(
  rpc: Rpc,
  deployment: Deployment,
  block: number | 'latest' = 'latest',
): LedgerReader {
  const ask = (contract: CoreName, name: string, ...args: unknown[]): Promise<Fields> =>
    callContract(rpc, contract, deployment[contract], name, args, block)
  const hex = async (...question: Parameters<typeof ask>) => (await ask(...question)).hex('value')
  const number = async (...question: Parameters<typeof ask>) =>
    (await ask(...question)).number('value')
  const amount = async (...question: Parameters<typeof ask>) =>
    (await ask(...question)).bigint('value')
  return {
    cursorOf: async (run) => toCursor((await ask('ledger', 'cursorOf', run)).struct('value')),
    leadOf: async (run) => toLead((await ask('ledger', 'leadOf', run)).struct('value')),
    headOf: (run) => hex('ledger', 'headOf', run),
    inboxOf: (run) => hex('ledger', 'inboxOf', run),
    leaderOf: (run) => hex('ledger', 'leaderOf', run),
    membership: async () => (await ask('keyBook', 'members')).hex('membership'),
    currentEpoch: () => number('epochSet', 'epoch'),
    epochStart: (epoch) => number('epochSet', 'epochStart', epoch),
    latestEpoch: () => unless('NoSet', number('epochSet', 'latest')),
    indexOf: (operator) => unless('NotRegistered', number('keyBook', 'indexOf', operator)),
    runs: () => number('runRegistry', 'count'),
    minStake: (role) => amount('keyBook', 'minStake', roles[role]),
    bonded: (operator) => amount('vault', 'bonded', operator),
    async unbonding(operator) {
      const found = await ask('vault', 'unbonding', operator)
      return { amount: found.bigint('amount'), readyAt: found.number('readyAt') }
    },
    holdsOf: (operator) => number('vault', 'holdsOf', operator),
    balanceOf: (account) => amount('token', 'balanceOf', account),
    allowanceOf: (account) => amount('token', 'allowance', account, deployment.vault),
    gasBalanceOf: async (account) =>
      toQuantity(await rpc.request('eth_getBalance', [account, 'latest'])),
    gasPrice: async () => toQuantity(await rpc.request('eth_gasPrice')),
  }
}

async function unless<T>(error: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (thrown) {
    if (isReverted(thrown, error)) return undefined
    throw thrown
  }
}

function toCursor(cursor: Fields): Cursor {
  return {
    round: cursor.number('round'),
    version: cursor.number('version'),
    epoch: cursor.number('epoch'),
    // The contract's own type has these states and no other.
    state: roundStates[cursor.number('state')] as Cursor['state'],
    since: cursor.number('since'),
    turnEnds: cursor.number('turnEnds'),
    deadline: cursor.number('deadline'),
    members: cursor.number('members'),
    threshold: cursor.number('threshold'),
  }
}

function toLead(lead: Fields): Lead {
  return {
    leader: lead.hex('leader'),
    place: lead.number('place'),
    turnSeconds: lead.number('turnSeconds'),
    phaseTurns: lead.number('phaseTurns'),
    trainSeconds: lead.number('trainSeconds'),
    disputeSeconds: lead.number('disputeSeconds'),
    forced: lead.flag('forced'),
  }
}
