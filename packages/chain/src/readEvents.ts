import { VainError } from '@vain/base'
import type { Hex, LedgerEvent, Place } from '@vain/protocol'
import { type Block, readBlock } from './block.ts'
import type { Deployment } from './deployment.ts'
import { type ChainLog, parseLog } from './parseLog.ts'
import type { Rpc } from './rpc.ts'
import { type Answer, fromNumber, toAnswer, toBytesHex, toList, toNumber } from './values.ts'

/** Headers asked for at once. */
const headersAtOnce = 16

/** A log, and where on the chain it stands. */
export type PlacedLog = ChainLog & { readonly at: Place }

/**
 * Logs of some contracts from `from` to `to`, both included, in the order of the chain, had by one
 * question (see `inPieces` for long ranges).
 *
 * @throws {VainError} `chain/too-long`, `chain/reorganised` if a block was replaced while it was read
 *   (ask again)
 */
export async function readLogs(
  rpc: Rpc,
  address: readonly Hex[],
  from: number,
  to: number,
): Promise<PlacedLog[]> {
  const filter = { address, fromBlock: fromNumber(from), toBlock: fromNumber(to) }
  const logs = toList(await rpc.request('eth_getLogs', [filter])).map(toAnswer)
  const blocks = await readHeaders(rpc, new Set(logs.map((log) => toNumber(log.blockNumber))))
  return logs
    .map((log) => readLog(log, blocks))
    .sort((a, b) => a.at.block - b.at.block || a.at.logIndex - b.at.logIndex)
}

/**
 * Events of the deployment's contracts, as `readLogs`. Logs that the ledger's view does not need are
 * left out.
 *
 * @throws {VainError} as `readLogs`, and `chain/malformed-log` if a known event does not decode
 */
export async function readEvents(
  rpc: Rpc,
  deployment: Deployment,
  from: number,
  to: number,
): Promise<LedgerEvent[]> {
  const { ledger, keyBook, epochSet, runRegistry } = deployment
  const logs = await readLogs(rpc, [ledger, keyBook, epochSet, runRegistry], from, to)
  return logs.flatMap(({ at, ...log }) => parseLog(deployment, log, at) ?? [])
}

async function readHeaders(rpc: Rpc, numbers: ReadonlySet<number>): Promise<Map<number, Block>> {
  const blocks = new Map<number, Block>()
  const all = [...numbers]
  for (let i = 0; i < all.length; i += headersAtOnce) {
    const some = all.slice(i, i + headersAtOnce)
    const headers = await Promise.all(some.map((number) => readBlock(rpc, number)))
    for (const header of headers) if (header !== undefined) blocks.set(header.number, header)
  }
  return blocks
}

function readLog(log: Answer, blocks: ReadonlyMap<number, Block>): PlacedLog {
  const number = toNumber(log.blockNumber)
  const blockHash = toBytesHex(log.blockHash, 32)
  const block = blocks.get(number)
  if (log.removed === true || block?.hash !== blockHash)
    throw new VainError('chain/reorganised', 'a block was replaced while it was read', { number })
  return {
    address: toBytesHex(log.address, 20),
    topics: toList(log.topics).map((topic) => toBytesHex(topic, 32)),
    data: toBytesHex(log.data),
    at: {
      block: number,
      blockHash,
      timestamp: block.timestamp,
      transaction: toBytesHex(log.transactionHash, 32),
      logIndex: toNumber(log.logIndex),
    },
  }
}
