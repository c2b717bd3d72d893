import type { Hex } from '@vain/protocol'
import type { Rpc } from './rpc.ts'
import { toAnswer, toBytesHex, toNumber } from './values.ts'

/** What a transaction cost, and whom. */
export type Cost = { readonly gasUsed: number; readonly sender: Hex }

/** Of a transaction that is in a block; undefined if it is in none. */
export async function readCost(rpc: Rpc, transaction: Hex): Promise<Cost | undefined> {
  const found = await rpc.request('eth_getTransactionReceipt', [transaction])
  if (found === null) return undefined
  const receipt = toAnswer(found)
  return { gasUsed: toNumber(receipt.gasUsed), sender: toBytesHex(receipt.from, 20) }
}
