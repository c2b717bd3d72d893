import { type Secret, VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { computeAddress, SigningKey, Transaction } from 'ethers'
import { pause } from '../pause.ts'
import { explainFailure } from '../revert.ts'
import { isRpcFailure, type Rpc } from '../rpc.ts'
import { fromNumber, toAnswer, toBytesHex, toNumber, toQuantity } from '../values.ts'
import { type Inclusion, type SentTransaction, waitForInclusion } from './waitForInclusion.ts'

/** A call to be made; without `to` it creates a contract. */
export type WalletCall = {
  readonly chainId: bigint
  readonly to?: Hex
  readonly data: Hex
  /** Wei that go with it; none by default. */
  readonly valueWei?: bigint
  /** Most gas that it may take; without it as much as a transaction may. */
  readonly maxGas?: bigint
  /** What it is, for errors. */
  readonly name: string
}

/** One account that pays for and signs transactions. */
export type Wallet = {
  /** Lower case. */
  readonly address: Hex
  readonly rpc: Rpc
  /**
   * Simulates, signs and sends a call and waits until a block holds it.
   *
   * Calls are signed one after the other, so each gets a nonce of its own, which is read from the
   * chain each time: nothing is remembered that a restart, of this process or of the chain, could
   * make wrong. They are included in the order in which they were made. Two wallets of one key
   * may be used at once, in two processes say; if they make the very same call at the same time,
   * it may happen once for both.
   *
   * @throws {VainError} `chain/reverted` (nothing was sent, or it is in a block and had no effect:
   *   then its context has `transaction`), `chain/too-much-gas`, `chain/insufficient-funds`, `chain/not-included` after
   *   the time-out (it may still happen), `chain/replaced` if another transaction took its nonce,
   *   `chain/unreachable`, `chain/rpc-error`
   */
  send(call: WalletCall): Promise<Inclusion>
}

export type WalletOptions = {
  /** Longest wait for a block, milliseconds; 60,000 by default. */
  readonly timeoutMs?: number
  /**
   * Silence after which a transaction is sent once more, milliseconds; 2,000 by default. A node
   * that restarted has forgotten those that were in no block.
   */
  readonly resendAfterMs?: number
}

/** Most gas one transaction may have. Source: EIP-7825. */
const mostGas = 1n << 24n

/**
 * Gas for checkpoints of votes, of which one call writes three at most. Those of one second share a
 * slot: estimated in a second that has one already, and mined in the next, each takes some 22,600 more.
 *
 * Source: OpenZeppelin Contracts, `Checkpoints` and `VotesExtended`.
 */
const checkpointGas = 70_000n

/** Tries to get a nonce nobody else took. */
const nonceAttempts = 5

/**
 * A wallet that keeps its key in memory.
 *
 * @param privateKey - secp256k1, 32 bytes
 * @throws {VainError} `chain/bad-key`
 */
export function createWallet(
  rpc: Rpc,
  privateKey: Secret<Uint8Array>,
  options: WalletOptions = {},
): Wallet {
  const patience = { timeoutMs: 60_000, resendAfterMs: 2_000, ...options }
  const key = openKey(privateKey)
  const address = computeAddress(key.publicKey).toLowerCase() as Hex
  let last: Promise<unknown> = Promise.resolve()
  return {
    address,
    rpc,
    async send(call) {
      const sent = last.then(() => submit(rpc, key, address, call))
      last = sent.catch(() => undefined)
      return waitForInclusion(rpc, address, call, await sent, patience)
    },
  }
}

function openKey(privateKey: Secret<Uint8Array>): SigningKey {
  try {
    const key = privateKey.open((bytes) => new SigningKey(bytes))
    // Deriving the public key is what refuses zero and numbers above the order.
    void key.publicKey
    return key
  } catch {
    // Without the cause: it could hold the key.
    throw new VainError('chain/bad-key', 'the private key is not one of secp256k1', {})
  }
}

async function submit(
  rpc: Rpc,
  key: SigningKey,
  from: Hex,
  call: WalletCall,
): Promise<SentTransaction> {
  const gasLimit = await estimateGas(rpc, from, call)
  const fees = await readFees(rpc)
  for (let attempt = 1; ; attempt++) {
    const nonce = toNumber(await rpc.request('eth_getTransactionCount', [from, 'pending']))
    const { to = null, data, chainId, valueWei = 0n } = call
    const body = { type: 2, chainId, nonce, to, data, value: valueWei, gasLimit, ...fees }
    const transaction = Transaction.from(body)
    transaction.signature = key.sign(transaction.unsignedHash)
    const sent = {
      transaction: transaction.hash as Hex,
      raw: transaction.serialized as Hex,
      nonce,
    }
    try {
      await rpc.request('eth_sendRawTransaction', [sent.raw])
      return sent
    } catch (error) {
      // A connection that failed after the node had it, or another of our processes that sends.
      if (await isKnown(rpc, sent.transaction)) return sent
      if (!isNonceProblem(error) || attempt === nonceAttempts) throw explain(error, call)
    }
    await pause(50 * attempt)
  }
}

/** Gas for the call as of the next block, with a margin for what happens before it: 30 %, and checkpoints. */
async function estimateGas(rpc: Rpc, from: Hex, call: WalletCall): Promise<bigint> {
  const { to, data, valueWei = 0n, maxGas = mostGas } = call
  const request = { from, ...(to && { to }), data, value: fromNumber(valueWei) }
  // "pending" has the time of the next block: what is too early in the latest may fit there.
  const answer = await rpc.request('eth_estimateGas', [request, 'pending']).catch((error) => {
    throw explain(error, call)
  })
  const gas = toQuantity(answer)
  if (gas > maxGas)
    throw new VainError('chain/too-much-gas', `${call.name} takes more gas than it may`, {
      ...{ gas, maxGas },
    })
  const limit = (gas * 13n) / 10n + checkpointGas
  return limit < maxGas ? limit : maxGas
}

async function readFees(rpc: Rpc): Promise<{ maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }> {
  const latest = toAnswer(await rpc.request('eth_getBlockByNumber', ['latest', false]))
  const tip = toQuantity(await rpc.request('eth_maxPriorityFeePerGas'))
  // The base fee grows by an eighth a block at most: twice as much lasts for six full blocks.
  return {
    maxFeePerGas: 2n * toQuantity(latest.baseFeePerGas) + tip,
    maxPriorityFeePerGas: tip,
  }
}

async function isKnown(rpc: Rpc, transaction: Hex): Promise<boolean> {
  const found = await rpc.request('eth_getTransactionByHash', [transaction]).catch(() => null)
  return found !== null && toBytesHex(toAnswer(found).hash, 32) === transaction
}

const isNonceProblem = (error: unknown): boolean =>
  isRpcFailure(error) && /nonce|underpriced/i.test(error.context.detail)

function explain(error: unknown, call: WalletCall): unknown {
  return isRpcFailure(error) ? explainFailure(error, call.name) : error
}
