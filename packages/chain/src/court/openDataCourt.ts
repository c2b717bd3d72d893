import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { readBlock } from '../block.ts'
import { callContract } from '../callContract.ts'
import { interfaces } from '../contracts.ts'
import type { Deployment } from '../deployment.ts'
import { type Fields, readFields } from '../fields.ts'
import { rangeBlocks } from '../readEvents.ts'
import type { Rpc } from '../rpc.ts'
import { fromNumber, toAnswer, toBytesHex, toList } from '../values.ts'
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
  ): Promise<{ readonly to: number; readonly challenges: readonly OpenedChallenge[] }>
  isOpen(challenge: Challenge): Promise<boolean>
  /** Seconds to answer a challenge that is opened now. */
  moveSeconds(): Promise<number>
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
  await assertCourt(deployment.ledger, court, ask)
  return {
    async opened(fromBlock, toBlock) {
      const to = Math.min(fromBlock + rangeBlocks - 1, toBlock)
      if (to < fromBlock) return { to, challenges: [] }
      return { to, challenges: await readOpened(rpc, court, fromBlock, to) }
    },
    isOpen: async (challenge) => (await ask('isOpen', toArgument(challenge))).flag('value'),
    moveSeconds: async () => (await ask('moveSeconds')).number('value'),
    bond: async () => (await ask('bond')).bigint('value'),
    async firstBlockSince(timestamp, head) {
      let [low, high] = [Math.min(deployment.deployedAt, head), head]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        const block = await readBlock(rpc, middle)
        if (block !== undefined && block.timestamp < timestamp) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}

async function assertCourt(
  ledger: Hex,
  court: Hex,
  ask: (name: string) => Promise<Fields>,
): Promise<void> {
  const isOther = (error: unknown): boolean =>
    error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)
  let actual: Hex
  try {
    actual = (await ask('ledger')).hex('value')
    // Other courts have a ledger too, but only this one reaches back a number of rounds.
    await ask('maxAge')
  } catch (cause) {
    if (!isOther(cause)) throw cause
    throw noCourt(court, 'another contract is there, or none', cause)
  }
  if (actual !== ledger) throw noCourt(court, `that one is of the ledger ${actual}`)
}

async function readOpened(
  rpc: Rpc,
  address: Hex,
  from: number,
  to: number,
): Promise<OpenedChallenge[]> {
  const topics = [interfaces.dataCourt.getEvent('Challenged')?.topicHash]
  const filter = { address, topics, fromBlock: fromNumber(from), toBlock: fromNumber(to) }
  const logs = toList(await rpc.request('eth_getLogs', [filter])).map(toAnswer)
  return logs
    .filter((log) => log.removed !== true)
    .map((log) =>
      readOpenedLog(
        toList(log.topics).map((topic) => toBytesHex(topic, 32)),
        toBytesHex(log.data),
      ),
    )
}

function readOpenedLog(topics: readonly Hex[], data: Hex): OpenedChallenge {
  try {
    const log = interfaces.dataCourt.parseLog({ topics, data })
    if (log === null) throw new Error('another event')
    const fields = readFields(log.args)
    return { id: fields.hex('id'), challenge: readChallenge(fields.struct('challenge')) }
  } catch (cause) {
    const message = 'a log of the court is no Challenged'
    throw new VainError('chain/malformed-log', message, { topics }, { cause })
  }
}

function noCourt(court: Hex, detail: string, cause?: unknown): VainError {
  return new VainError(
    'chain/no-court',
    `no DataCourt of this network is at ${court}: ${detail}`,
    { court },
    { cause },
  )
}
