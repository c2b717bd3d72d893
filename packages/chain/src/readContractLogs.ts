import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { interfaces } from './contracts.ts'
import type { Fields } from './fields.ts'
import { inPieces, rangeBlocks } from './inPieces.ts'
import { decodeLog } from './parseLog.ts'
import type { Rpc } from './rpc.ts'
import { fromNumber, toAnswer, toBytesHex, toList, toNumber } from './values.ts'

/** A log of a contract. */
export type ContractLog = {
  readonly name: string
  readonly block: number
  readonly fields: Fields
}

/** Where to look for logs: the events by name, then values of their indexed fields. */
export type LogQuery = {
  readonly events: readonly string[]
  readonly indexed?: readonly Hex[]
  readonly from: number
  readonly to: number
}

/** Last block that one question covers. */
export const rangeEnd = (from: number, to: number): number => Math.min(from + rangeBlocks - 1, to)

/**
 * Logs of a contract, in the order of the chain.
 *
 * @throws {VainError} `chain/malformed-log` if one does not decode
 */
export async function readContractLogs(
  rpc: Rpc,
  contract: ContractName,
  address: Hex,
  { events, indexed = [], from, to }: LogQuery,
): Promise<ContractLog[]> {
  const names = events.map((name) => interfaces[contract].getEvent(name)?.topicHash)
  const found: ContractLog[] = []
  const pieces = inPieces(from, to, (first, last) => {
    const range = { fromBlock: fromNumber(first), toBlock: fromNumber(last) }
    return rpc.request('eth_getLogs', [{ address, topics: [names, ...indexed], ...range }])
  })
  for await (const logs of pieces)
    for (const log of toList(logs).map(toAnswer))
      if (log.removed !== true)
        found.push({
          block: toNumber(log.blockNumber),
          ...parse(
            contract,
            toList(log.topics).map((topic) => toBytesHex(topic, 32)),
            toBytesHex(log.data),
          ),
        })
  return found
}

function parse(
  contract: ContractName,
  topics: readonly Hex[],
  data: Hex,
): Omit<ContractLog, 'block'> {
  try {
    const fragment = interfaces[contract].getEvent(topics[0] ?? '0x')
    if (fragment === null) throw new Error('another event')
    return { name: fragment.name, fields: decodeLog(fragment, { topics, data }) }
  } catch (cause) {
    const message = `a log of the ${contract} does not decode`
    throw new VainError('chain/malformed-log', message, { topics }, { cause })
  }
}
