import { type Clock, type Log, type Meter, type RandomSource, VainError } from '@vain/base'
import { createWallet, measureWallet, type Rpc } from '@vain/chain'
import type { PortalConfig } from '../config.ts'
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
}

/** A relay, and what it has to pay with. */
export type OpenRelay = Relay & { readonly balance: Balance }

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
  const relay = createRelay(
    { ...deps, wallet },
    { chainId, governor, perHour: config.relayPerHour },
  )
  return { ...relay, balance: followBalance({ ...deps, wallet }, maxGas) }
}
