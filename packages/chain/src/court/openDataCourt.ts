import type { Hex } from '@vain/protocol'
import { firstBlockSince } from '../block.ts'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Fields } from '../fields.ts'
import { rangeEnd, readContractLogs } from '../readContractLogs.ts'
import type { Rpc } from '../rpc.ts'
import { assertCourt } from './assertCourt.ts'
import { type Challenge, type OpenedChallenge, readChallenge, toArgument } from './challenge.ts'

/** What a network's `DataCourt` says now, as of the latest block. */
export type DataCourtReader = {
  /**
   * Challenges opened from one block to another, both included, in the order of the chain. At most
   * 2,000 blocks are read: `to` says how far.
   */
  opened(
    fromBlock: number,
    toBlock: number,
  ): Promise<{ readonly to: number; readonly opened: readonly OpenedChallenge[] }>
  isOpen(challenge: Challenge): Promise<boolean>
  /** Seconds to answer a challenge that is opened now. */
  moveSeconds(): Promise<number>
  /** How many rounds of a run a challenge may reach back now. */
  maxAge(): Promise<number>
  /** What asking costs now, in the token's smallest unit. */
  bond(): Promise<bigint>
  /** First block not before a time, of those after the deployment's; `head` if none is. */
  firstBlockSince(timestamp: number, head: number): Promise<number>
}

/**
 * Builds the reading half of a `DataCourt`.
 *
 * @throws {VainError} `chain/no-court` if the address holds none, or one of another ledger
 */
export async function openDataCourt(
  rpc: Rpc,
  deployment: Deployment,
  address: Hex,
): Promise<DataCourtReader> {
  const court = address.toLowerCase() as Hex
  const ask = (name: string, ...args: unknown[]): Promise<Fields> =>
    callContract(rpc, 'dataCourt', court, name, args)
  await assertCourt(rpc, deployment, 'dataCourt', court, ['maxAge'])
  return {
    async opened(from, toBlock) {
      const to = rangeEnd(from, toBlock)
      const events = ['Challenged']
      const logs = await readContractLogs(rpc, 'dataCourt', court, { events, from, to })
      const opened = logs.map(({ fields }) => ({
        id: fields.hex('id'),
        challenge: readChallenge(fields.struct('challenge')),
      }))
      return { to, opened }
    },
    isOpen: async (challenge) => (await ask('isOpen', toArgument(challenge))).flag('value'),
    moveSeconds: async () => (await ask('moveSeconds')).number('value'),
    maxAge: async () => (await ask('maxAge')).number('value'),
    bond: async () => (await ask('bond')).bigint('value'),
    firstBlockSince: (timestamp, head) =>
      firstBlockSince(rpc, timestamp, { from: deployment.deployedAt, head }),
  }
}
