import type { Client, Hex, Transaction, TransactionReceipt } from 'viem'
import {
  getBlockNumber,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
} from 'viem/actions'
import { findOther } from './findOther.ts'
import { named } from './named.ts'

/**
 * Looks in a row in which the node does not know the transaction before it counts as lost: nodes behind
 * one address may hear of it one after the other.
 */
const patience = 15

/** What a node says of a transaction that no block has. */
type Look = {
  /** Newest block, as it was before all else was asked. */
  readonly block: bigint
  /** Undefined if the node does not know it. */
  readonly transaction: Transaction | undefined
}

/** What is known of a transaction from the looks before. */
type Seen = { readonly transaction: Transaction; readonly unspentAt: bigint }

/**
 * Waits for the receipt of a transaction that was sent, or of one that does the same in its place, such
 * as for a higher price. A node that does not answer for a while changes nothing: what was sent is sent.
 *
 * @throws `TransactionDroppedError` where nodes have forgotten it, and none has another with its number;
 *   `TransactionReplacedError` where the account has done something else with its number
 */
export async function findReceipt(client: Client, hash: Hex): Promise<TransactionReceipt> {
  let seen: Seen | undefined
  for (let misses = 0; ; await pause(client.pollingInterval)) {
    const found = await answered(lookFor(client, hash))
    if (found === undefined) continue
    if ('status' in found) return found
    const { transaction = seen?.transaction, block } = found
    misses = found.transaction === undefined ? misses + 1 : 0
    const standing = transaction && (await answered(standingOf(client, transaction)))
    if (transaction !== undefined) {
      const isUnspent = standing === 'waiting' || standing === 'free'
      const unspentAt = isUnspent ? block : (seen?.unspentAt ?? block - 1n)
      seen = { transaction, unspentAt }
      if (standing === 'spent') {
        const other = await findOther(client, transaction, unspentAt)
        if (other !== undefined) return other
      }
    }
    const isUnsure = transaction !== undefined && standing === undefined
    if (misses < patience || standing === 'waiting' || isUnsure) continue
    throw named(standing === 'spent' ? 'TransactionReplacedError' : 'TransactionDroppedError')
  }
}

async function lookFor(client: Client, hash: Hex): Promise<TransactionReceipt | Look> {
  const block = await getBlockNumber(client, { cacheTime: 0 })
  const receipt = await unlessMissing(getTransactionReceipt(client, { hash }))
  if (receipt !== undefined) return receipt
  const transaction = await unlessMissing(getTransaction(client, { hash }))
  return { block, transaction: transaction as Transaction | undefined }
}

/** Whether the account's transaction of this number is in a block, waits for one, or is not known. */
async function standingOf(
  client: Client,
  { from, nonce }: Transaction,
): Promise<'spent' | 'waiting' | 'free'> {
  if ((await getTransactionCount(client, { address: from })) > nonce) return 'spent'
  const waiting = await getTransactionCount(client, { address: from, blockTag: 'pending' })
  return waiting > nonce ? 'waiting' : 'free'
}

/** Undefined for what a node does not have. */
function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  return asked.catch((error: Error) => {
    if (/NotFoundError$/.test(error.name)) return undefined
    throw error
  })
}

/** Undefined where there is no answer. */
const answered = <Value>(asked: Promise<Value>): Promise<Value | undefined> =>
  asked.catch(() => undefined)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
