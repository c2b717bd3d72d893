import type { Hex } from '@vain/protocol'
import type { Rpc } from './rpc.ts'
import { fromNumber, toAnswer, toBytesHex, toNumber } from './values.ts'

/** Header of a block, as far as it matters here. `timestamp` in seconds. */
export type Block = {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: number
}

/** The block of a number, or the latest one; undefined if the chain has none there. */
export async function readBlock(rpc: Rpc, which: number | 'latest'): Promise<Block | undefined> {
  const tag = which === 'latest' ? which : fromNumber(which)
  const found = await rpc.request('eth_getBlockByNumber', [tag, false])
  if (found === null) return undefined
  const block = toAnswer(found)
  return {
    number: toNumber(block.number),
    hash: toBytesHex(block.hash, 32),
    parentHash: toBytesHex(block.parentHash, 32),
    timestamp: toNumber(block.timestamp),
  }
}

/** First block of `from … head` that is not before a time; `head` if none is. */
export async function firstBlockSince(
  rpc: Rpc,
  timestamp: number,
  { from, head }: { readonly from: number; readonly head: number },
): Promise<number> {
  let [low, high] = [Math.min(from, head), head]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const block = await readBlock(rpc, middle)
    if (block !== undefined && block.timestamp < timestamp) low = middle + 1
    else high = middle
  }
  return low
}
