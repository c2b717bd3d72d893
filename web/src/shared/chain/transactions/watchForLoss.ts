import type { Client, Hex, Transaction } from 'viem'
import { getTransaction, getTransactionCount } from 'viem/actions'
import { named } from './named.ts'

/**
 * Looks in a row in which the node does not know the transaction before it counts as lost: nodes behind
 * one address may hear of it one after the other.
 */
const patience = 15

/**
 * Looks after a transaction that was sent: nodes forget those that wait for too long or pay too little,
 * and none tells.
 *
 * @param signal - ends it, without a word
 * @throws `TransactionDroppedError`, or `TransactionReplacedError` where the account has done something
 *   else with the transaction's number since
 */
export async function watchForLoss(client: Client, hash: Hex, signal: AbortSignal): Promise<never> {
  let seen: Transaction | undefined
  for (let misses = 0; misses < patience; ) {
    await pause(client.pollingInterval, signal)
    const found = await look(client, hash)
    if (found === 'silence') continue
    misses = found === undefined ? misses + 1 : 0
    seen = found ?? seen
  }
  throw named(
    (await isSpent(client, seen)) ? 'TransactionReplacedError' : 'TransactionDroppedError',
  )
}

/** The transaction; undefined if the node does not know it. */
async function look(client: Client, hash: Hex): Promise<Transaction | 'silence' | undefined> {
  try {
    return (await getTransaction(client, { hash })) as Transaction
  } catch (error) {
    return (error as Error).name === 'TransactionNotFoundError' ? undefined : 'silence'
  }
}

/** Whether a block has another transaction of the account with the same number. */
async function isSpent(client: Client, transaction: Transaction | undefined): Promise<boolean> {
  if (transaction === undefined) return false
  const { from, nonce } = transaction
  return (await getTransactionCount(client, { address: from })) > nonce
}

/** Never resolves once it is ended. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}
