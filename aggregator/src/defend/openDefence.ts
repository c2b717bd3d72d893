import { createDataCourtWriter, openDataCourt } from '@vain/chain'
import { type OperatorHost, persist } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { createDefence, type Defence } from './createDefence.ts'
import type { DefenceDeps, DefenceSettings } from './ports.ts'

/**
 * Answers the challenges of a network's court, if it is told which that is.
 *
 * @throws {VainError} `chain/no-court` if the address is not that of such a court
 * @throws the signal's reason when it is aborted meanwhile
 */
export async function openDefence(
  deps: Omit<DefenceDeps, 'court'> & Pick<OperatorHost, 'rpc' | 'wallet' | 'deployment'>,
  settings: DefenceSettings & { readonly dataCourt: string },
  signal: AbortSignal,
): Promise<Defence | undefined> {
  const { rpc, wallet, deployment, log } = deps
  if (settings.dataCourt === '') {
    log.warn('challenges are not answered: dataCourt is not set, which can cost stake')
    return undefined
  }
  // The cast holds: the option's pattern lets nothing else through.
  const address = settings.dataCourt as Hex
  const reader = await persist(deps, signal, () => openDataCourt(rpc, deployment, address))
  const writer = createDataCourtWriter(wallet, deployment, address)
  log.info('answers challenges', { dataCourt: address })
  return createDefence({ ...deps, court: { reader, writer } }, settings)
}
