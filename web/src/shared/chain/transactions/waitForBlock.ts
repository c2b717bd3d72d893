import type { Client, Hex, TransactionReceipt } from 'viem'
import { call, getTransaction, waitForTransactionReceipt } from 'viem/actions'
import { named } from './named.ts'
import type { Included } from './transaction.ts'
import { watchForLoss } from './watchForLoss.ts'

/**
 * Waits until a block has a transaction, for as long as the node knows of it. Whatever takes its place
 * counts only if it does the same, such as with a higher price of gas.
 *
 * @throws why it is not done: it reverted, ran out of gas, was replaced or dropped
 */
export async function waitForBlock(client: Client, hash: Hex): Promise<Included> {
  const ending = new AbortController()
  let isOther = false
  const included = waitForTransactionReceipt(client, {
    hash,
    signal: ending.signal,
    // Blocks can be far apart, and there is nothing better to do than to wait.
    timeout: 0,
    onReplaced: ({ reason }) => {
      isOther = reason !== 'repriced'
    },
  })
  // Whoever loses the race is stopped, and says so to nobody.
  included.catch(() => undefined)
  const lost = watchForLoss(client, hash, ending.signal)
  const receipt = await Promise.race([included, lost]).finally(() => ending.abort())
  if (isOther) throw named('TransactionReplacedError')
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
