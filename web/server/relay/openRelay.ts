import { type Clock, type Log, type Meter, type RandomSource, VainError } from '@vain/base'
import { createWallet, measureWallet, type Rpc } from '@vain/chain'
import type { PortalConfig } from '../config.ts'
import type { Limits } from '../limits/openLimits.ts'
import { createRelay, maxGas, type Relay } from './createRelay.ts'
import { type Balance, followBalance } from './followBalance.ts'
import { openRelayKey } from './openRelayKey.ts'

type Deps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  readonly meter: Meter
  /** Ends looking at the account. */
  readonly signal: AbortSignal
  readonly rpc: Rpc
  readonly limits: Pick<Limits, 'tries' | 'openQuota'>
}

/** A relay, and what it has to pay with. */
export type OpenRelay = Relay & { readonly balance: Balance; close(): Promise<void> }

/** @throws {VainError} `portal/no-governor`, `portal/no-relay-key`, and what opening a key throws */
export async function openRelay(
  deps: Deps,
  chainId: bigint,
  config: PortalConfig,
): Promise<OpenRelay> {
  const { governor } = config.institutions
  if (governor === undefined)
    throw new VainError('portal/no-governor', 'a relay needs to know the governor', {
      wayOut: 'Give --network with the network’s own file.',
    })
  const key = await openRelayKey(deps.random, config, chainId)
  const wallet = measureWallet(createWallet(deps.rpc, key), deps.meter)
  const { tries, openQuota } = deps.limits
  const quota = openQuota(chainId)
  const relay = createRelay(
    { ...deps, wallet, tries, quota },
    { chainId, governor, perHour: config.relayPerHour },
  )
  return { ...relay, balance: followBalance({ ...deps, wallet }, maxGas), close: quota.close }
}
