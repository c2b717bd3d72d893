import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { callContract } from '../callContract.ts'
import { type ContractName, interfaces } from '../contracts.ts'
import type { Deployment } from '../deployment.ts'
import { type Fields, readFields } from '../fields.ts'
import { rangeBlocks } from '../readEvents.ts'
import type { Rpc } from '../rpc.ts'
import { fromNumber, toAnswer, toBytesHex, toList, toNumber } from '../values.ts'

/** A log of a court. */
export type CourtLog = {
  readonly name: string
  readonly block: number
  readonly fields: Fields
}

/** Where to look for logs: the events by name, then values of their indexed fields. */
export type CourtQuery = {
  readonly events: readonly string[]
  readonly indexed?: readonly Hex[]
  readonly from: number
  readonly to: number
}

/** Last block that one question covers. */
export const rangeEnd = (from: number, to: number): number => Math.min(from + rangeBlocks - 1, to)

/**
 * Logs of a court, in the order of the chain.
 *
 * @throws {VainError} `chain/malformed-log` if one does not decode
 */
export async function readCourtLogs(
  rpc: Rpc,
  contract: ContractName,
  address: Hex,
  { events, indexed = [], from, to }: CourtQuery,
): Promise<CourtLog[]> {
  const names = events.map((name) => interfaces[contract].getEvent(name)?.topicHash)
  const found: CourtLog[] = []
  for (let first = from; first <= to; first = rangeEnd(first, to) + 1) {
    const range = { fromBlock: fromNumber(first), toBlock: fromNumber(rangeEnd(first, to)) }
    const filter = { address, topics: [names, ...indexed], ...range }
    const logs = toList(await rpc.request('eth_getLogs', [filter])).map(toAnswer)
    for (const log of logs)
      if (log.removed !== true)
        found.push({
          block: toNumber(log.blockNumber),
          ...parse(
            contract,
            toList(log.topics).map((topic) => toBytesHex(topic, 32)),
            toBytesHex(log.data),
          ),
        })
  }
  return found
}

function parse(contract: ContractName, topics: readonly Hex[], data: Hex): Omit<CourtLog, 'block'> {
  try {
    const log = interfaces[contract].parseLog({ topics, data })
    if (log === null) throw new Error('another event')
    return { name: log.name, fields: readFields(log.args) }
  } catch (cause) {
    const message = `a log of the ${contract} does not decode`
    throw new VainError('chain/malformed-log', message, { topics }, { cause })
  }
}

/**
 * Checks that a court of a network is at an address.
 *
 * @param probe - a view function that no other contract has, with arguments for it
 * @throws {VainError} `chain/no-court` if it is not
 */
export async function assertCourt(
  rpc: Rpc,
  { ledger }: Deployment,
  contract: ContractName,
  court: Hex,
  probe: readonly [name: string, ...args: unknown[]],
): Promise<void> {
  const isOther = (error: unknown): boolean =>
    error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)
  const [name, ...args] = probe
  let actual: Hex
  try {
    actual = (await callContract(rpc, contract, court, 'ledger')).hex('value')
    // All courts have a ledger.
    await callContract(rpc, contract, court, name, args)
  } catch (cause) {
    if (!isOther(cause)) throw cause
    throw noCourt(contract, court, 'another contract is there, or none', cause)
  }
  if (actual !== ledger) throw noCourt(contract, court, `that one is of the ledger ${actual}`)
}

function noCourt(contract: ContractName, court: Hex, detail: string, cause?: unknown): VainError {
  return new VainError(
    'chain/no-court',
    `no ${contract} of this network is at ${court}: ${detail}`,
    { court },
    { cause },
  )
}
