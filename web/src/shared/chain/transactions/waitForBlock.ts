import type { Client, Hex, TransactionReceipt } from 'viem'
import { call, getTransaction } from 'viem/actions'
import { findReceipt } from './findReceipt.ts'
import { named } from './named.ts'
import type { Included } from './transaction.ts'

/**
 * Waits until a block has a transaction, for as long as the node knows of it. Whatever takes its place
 * counts only if it does the same, such as with a higher price of gas.
 *
 * @throws why it is not done: it reverted, ran out of gas, was replaced or dropped
 */
export async function waitForBlock(client: Client, hash: Hex): Promise<Included> {
  const receipt = await findReceipt(client, hash)
  if (receipt.status === 'reverted') await tellWhy(client, receipt)
  return {
    hash: receipt.transactionHash,
    block: receipt.blockNumber,
    gasUsed: receipt.gasUsed,
    logs: receipt.logs,
  }
}

/** Does what reverted once more where it did, since a receipt has no reason. */
async function tellWhy(client: Client, receipt: TransactionReceipt): Promise<never> {
  const transaction = await getTransaction(client, { hash: receipt.transactionHash })
  const { from, to, input, value, gas } = transaction
  const blockNumber = receipt.blockNumber - 1n
  await call(client, { account: from, to, data: input, value, blockNumber })
  // A call keeps a sixty-fourth of the gas back from the one that it makes. Source: EIP-150.
  if (receipt.gasUsed * 64n >= gas * 63n) throw named('OutOfGasError')
  throw named('ExecutionRevertedError')
}
