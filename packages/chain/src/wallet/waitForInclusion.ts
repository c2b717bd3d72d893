import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { pause } from '../pause.ts'
import { explainFailure, revertedError } from '../revert.ts'
import { isRpcFailure, type Rpc } from '../rpc.ts'
import { type Answer, toAnswer, toBytesHex, toNumber, toQuantity } from '../values.ts'
import type { WalletCall } from './createWallet.ts'

/** A transaction in a block. */
export type Receipt = {
  readonly transaction: Hex
  readonly block: number
  readonly gasUsed: bigint
}

/** A receipt with what the transaction returned. */
export type Inclusion = Receipt & {
  /** The contract that was created, if one was. */
  readonly created: Hex | undefined
  readonly logs: readonly Answer[]
}

/** What of an inclusion most callers want. */
export const toReceipt = ({ transaction, block, gasUsed }: Inclusion): Receipt => ({
  transaction,
  block,
  gasUsed,
})

/** A transaction that a node has accepted. */
export type SentTransaction = {
  readonly transaction: Hex
  readonly raw: Hex
  readonly nonce: number
}

const [firstPauseMs, longestPauseMs] = [20, 500]

/**
 * Waits until a block holds a transaction, also across an outage of the node.
 *
 * @throws {VainError} `chain/reverted`, `chain/replaced`, `chain/not-included`
 */
export async function waitForInclusion(
  rpc: Rpc,
  from: Hex,
  call: WalletCall,
  sent: SentTransaction,
  patience: { readonly timeoutMs: number; readonly resendAfterMs: number },
): Promise<Inclusion> {
  const { timeoutMs, resendAfterMs } = patience
  const begin = performance.now()
  let resendAt = begin + resendAfterMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      const receipt = await rpc.request('eth_getTransactionReceipt', [sent.transaction])
      if (receipt !== null) return await openReceipt(rpc, from, call, toAnswer(receipt))
      if (performance.now() >= resendAt) {
        await resend(rpc, from, sent)
        resendAt = performance.now() + resendAfterMs
      }
    } catch (error) {
      if (!(error instanceof VainError) || error.code !== 'chain/unreachable') throw error
    }
    if (performance.now() - begin > timeoutMs)
      throw new VainError('chain/not-included', `no block took ${call.name} in time`, {
        transaction: sent.transaction,
        nonce: sent.nonce,
        timeoutMs,
      })
    await pause(pauseMs)
  }
}

async function resend(rpc: Rpc, from: Hex, sent: SentTransaction): Promise<void> {
  const next = toNumber(await rpc.request('eth_getTransactionCount', [from, 'latest']))
  const isThere = await rpc.request('eth_getTransactionReceipt', [sent.transaction])
  if (next > sent.nonce && isThere === null)
    throw new VainError('chain/replaced', 'another transaction took the nonce', {
      transaction: sent.transaction,
      nonce: sent.nonce,
    })
  await rpc.request('eth_sendRawTransaction', [sent.raw]).catch((error: unknown) => {
    // Most of the time the node says that it has it already.
    if (!isRpcFailure(error)) throw error
  })
}

async function openReceipt(
  rpc: Rpc,
  from: Hex,
  call: WalletCall,
  receipt: Answer,
): Promise<Inclusion> {
  const transaction = toBytesHex(receipt.transactionHash, 32)
  const block = toNumber(receipt.blockNumber)
  if (toQuantity(receipt.status) === 1n)
    return {
      transaction,
      block,
      gasUsed: toQuantity(receipt.gasUsed),
      created: receipt.contractAddress ? toBytesHex(receipt.contractAddress, 20) : undefined,
      logs: (receipt.logs as Answer[] | undefined) ?? [],
    }
  const reason = await findReason(rpc, from, call)
  throw new VainError(reason.code, reason.message, { ...reason.context, transaction, block })
}

/** The reason that the same call is refused with now: nodes keep no older states for long. */
async function findReason(rpc: Rpc, from: Hex, call: WalletCall): Promise<VainError> {
  const request = { from, ...(call.to && { to: call.to }), data: call.data }
  try {
    await rpc.request('eth_call', [request, 'latest'])
  } catch (error) {
    if (!isRpcFailure(error)) throw error
    const reason = explainFailure(error, call.name)
    if (reason.code === 'chain/reverted') return reason
  }
  return revertedError(call.name, '0x')
}
