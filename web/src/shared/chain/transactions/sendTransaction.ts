import type { Address, Client, Hex } from 'viem'
import { call, estimateGas } from 'viem/actions'
import type { Config } from 'wagmi'
import { getConnection, sendTransaction as sendByWallet, switchChain } from 'wagmi/actions'
import { explainFailure } from './failures/explainFailure.ts'
import { gasLimitOf } from './gasLimit.ts'
import { named } from './named.ts'
import type { Included, TransactionCall, TransactionState } from './transaction.ts'
import { waitForBlock } from './waitForBlock.ts'

/**
 * Tries a call on the newest state, has the wallet sign and send it, and waits for its block.
 *
 * @param from - whose it is; undefined: no wallet is connected. No other account is asked, even if
 *   the wallet has changed to one since
 * @param onState - told how far it has come; the last one is `done` or `failed`
 * @returns undefined if it failed
 */
export function sendTransaction(
  config: Config,
  from: Address | undefined,
  transaction: TransactionCall,
  onState: (state: TransactionState) => void,
): Promise<Included | undefined> {
  const { title } = transaction
  return followTransaction(config, title, onState, async () => {
    const client = config.getClient()
    onState({ kind: 'checking', title })
    if (from === undefined) throw named('ConnectorNotConnectedError')
    const gas = await check(client, from, transaction)
    onState({ kind: 'asking', title })
    return ask(config, from, { ...transaction, gas, chainId: client.chain.id })
  })
}

/**
 * Waits for the block of a transaction that somebody sends, such as a relay.
 *
 * @param send - gives its hash
 * @param onState - as for `sendTransaction`
 */
export async function followTransaction(
  config: Config,
  title: string,
  onState: (state: TransactionState) => void,
  send: () => Promise<Hex>,
): Promise<Included | undefined> {
  try {
    onState({ kind: 'asking', title })
    const hash = await send()
    onState({ kind: 'sent', title, hash })
    const included = await waitForBlock(config.getClient(), hash)
    onState({ kind: 'done', title, included })
    return included
  } catch (error) {
    onState({ kind: 'failed', title, refusal: await explainFailure(error) })
    return undefined
  }
}

/** @returns the gas that it may take */
async function check(
  client: Client,
  account: Address,
  { to, data, valueWei = 0n }: TransactionCall,
): Promise<bigint> {
  const request = { account, to, data, value: valueWei }
  await call(client, request)
  return gasLimitOf(await estimateGas(client, request))
}

async function ask(
  config: Config,
  account: Address,
  terms: TransactionCall & { readonly gas: bigint; readonly chainId: number },
): Promise<Hex> {
  const { to, data, valueWei = 0n, gas, chainId } = terms
  if (getConnection(config).chainId !== chainId) await switchChain(config, { chainId })
  return sendByWallet(config, { account, chainId, to, data, value: valueWei, gas })
}
