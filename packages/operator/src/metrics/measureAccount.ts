import type { Clock, Log, Meter } from '@vain/base'
import type { LedgerReader, RoleName } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { operatorMetrics } from './operatorMetrics.ts'

/** Between two looks at the account. */
const lookMs = 60_000

/** Smallest units of ether and of VAIN in one. */
const unit = 1e18

/**
 * Shows what the operator has and owes, as of the last minute.
 *
 * @returns a function that ends it
 */
export function measureAccount(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly meter: Meter
    readonly reader: Pick<
      LedgerReader,
      'gasBalanceOf' | 'balanceOf' | 'bonded' | 'holdsOf' | 'minStake'
    >
  },
  { address, roles }: { readonly address: Hex; readonly roles: readonly RoleName[] },
): () => Promise<void> {
  const { clock, log, meter, reader } = deps
  const { balance, tokens, stake, needed, holds } = meter.open(operatorMetrics)
  const stopping = new AbortController()

  async function look(): Promise<void> {
    const least = await Promise.all(roles.map((role) => reader.minStake(role)))
    balance.set({}, Number(await reader.gasBalanceOf(address)) / unit)
    tokens.set({}, Number(await reader.balanceOf(address)) / unit)
    stake.set({}, Number(await reader.bonded(address)) / unit)
    holds.set({}, await reader.holdsOf(address))
    needed.set({}, Math.max(0, ...least.map((amount) => Number(amount) / unit)))
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => {
        // The chain may be away, which the follower tells.
        if (!stopping.signal.aborted) log.debug('the account was not read', { error })
      })
      await clock.sleep(lookMs, stopping.signal).catch(() => undefined)
    }
  }

  const running = follow()
  return async () => {
    stopping.abort()
    await running
  }
}
