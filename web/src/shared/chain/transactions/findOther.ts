import type { Client, Transaction, TransactionReceipt } from 'viem'
import { getBlock, getBlockNumber, getTransactionReceipt } from 'viem/actions'
import { named } from './named.ts'

/** Most blocks that are looked through for what took a transaction's place. */
const maxBlocks = 50n

/**
 * Looks through blocks for what took the place of a transaction.
 *
 * @param after - a block in which the account had not used the transaction's number yet
 * @returns its receipt if it does the same; undefined if it is not found, or nodes do not answer
 * @throws `TransactionReplacedError` if it does something else
 */
export async function findOther(
  client: Client,
  wanted: Transaction,
  after: bigint,
): Promise<TransactionReceipt | undefined> {
  const other = await search(client, wanted, after).catch(() => undefined)
  if (other === undefined || other.hash === wanted.hash) return undefined
  if (!isSame(other, wanted)) throw named('TransactionReplacedError')
  return getTransactionReceipt(client, { hash: other.hash }).catch(() => undefined)
}

async function search(
  client: Client,
  { from, nonce }: Transaction,
  after: bigint,
): Promise<Transaction | undefined> {
  const newest = await getBlockNumber(client, { cacheTime: 0 })
  for (let number = after + 1n; number <= newest && number <= after + maxBlocks; number++) {
    const block = await getBlock(client, { blockNumber: number, includeTransactions: true })
    const found = (block.transactions as readonly Transaction[]).find(
      (one) => one.from === from && one.nonce === nonce,
    )
    if (found !== undefined) return found
  }
  return undefined
}

const isSame = (one: Transaction, other: Transaction): boolean =>
  one.to === other.to && one.value === other.value && one.input === other.input
