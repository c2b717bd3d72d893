import type { Clock, Log, Meter } from '@vain/base'
import type { Wallet } from '@vain/chain'
import { portalMetrics } from '../metrics/portalMetrics.ts'

/** What is left to pay for votes with. */
export type Balance = {
  /** What somebody should see to; undefined while there is enough, or nobody knows. */
  trouble(): string | undefined
}

/** Between two looks at the account, milliseconds. */
const pauseMs = 30_000
/** With less than so many votes of the most gas it is time to pay in. */
const fewVotes = 10n

/**
 * Looks at the relay's account again and again until the signal is aborted: shows what it has, and
 * says in the log when little is left.
 *
 * @param maxGas - most gas that is paid for one vote
 */
export function followBalance(
  deps: {
    readonly wallet: Pick<Wallet, 'address' | 'rpc'>
    readonly clock: Clock
    readonly log: Log
    readonly meter: Meter
    readonly signal: AbortSignal
  },
  maxGas: bigint,
): Balance {
  const { wallet, clock, log, meter, signal } = deps
  const { relayBalance } = meter.open(portalMetrics)
  let isLow = false

  async function look(): Promise<void> {
    const [balance, price] = await Promise.all([
      wallet.rpc.request('eth_getBalance', [wallet.address, 'latest'], signal),
      wallet.rpc.request('eth_gasPrice', [], signal),
    ])
    const wei = BigInt(String(balance))
    relayBalance.set({}, Number(wei) / 1e18)
    const wasLow = isLow
    isLow = wei < fewVotes * maxGas * BigInt(String(price))
    if (isLow && !wasLow)
      log.warn('the relay has little ether left', { wei, account: wallet.address })
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      // While the chain is away nobody knows better than before.
      await look().catch(() => undefined)
      await clock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }

  void follow()
  return {
    trouble: () =>
      isLow ? `the relay has little ether left: pay some in to ${wallet.address}` : undefined,
  }
}
