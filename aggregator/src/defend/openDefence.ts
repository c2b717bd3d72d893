import {
  createDataCourtWriter,
  createSumCourtWriter,
  openDataCourt,
  openSumCourt,
} from '@vain/chain'
import { type OperatorHost, persist } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { createDefence, type Defence } from './createDefence.ts'
import { createSumDefence } from './createSumDefence.ts'
import type { DefenceDeps, DefenceSettings } from './ports.ts'

/** A court's address, empty if there is none. */
type Courts = { readonly dataCourt: string; readonly sumCourt: string }

/** What a defence in any court stands on. */
type Parts = Omit<DefenceDeps, 'court'> & Pick<OperatorHost, 'rpc' | 'wallet' | 'deployment'>

const openers: Readonly<
  Record<keyof Courts, (deps: Parts, settings: DefenceSettings, address: Hex) => Promise<Defence>>
> = {
  async dataCourt(deps, settings, address) {
    const { rpc, wallet, deployment } = deps
    const reader = await openDataCourt(rpc, deployment, address)
    const writer = createDataCourtWriter(wallet, deployment, address)
    return createDefence({ ...deps, court: { reader, writer } }, settings)
  },
  async sumCourt(deps, settings, address) {
    const { rpc, wallet, deployment } = deps
    const reader = await openSumCourt(rpc, deployment, address)
    const writer = createSumCourtWriter(wallet, deployment, address)
    return createSumDefence({ ...deps, court: { reader, writer } }, settings)
  },
}

/**
 * Answers challenges in the courts of a network that it is told of.
 *
 * @throws {VainError} `chain/no-court` if an address is not that of such a court
 * @throws the signal's reason when it is aborted meanwhile
 */
export async function openDefence(
  deps: Parts,
  settings: DefenceSettings & Courts,
  signal: AbortSignal,
): Promise<Defence> {
  const { log } = deps
  const defences: Defence[] = []
  const stop = async (): Promise<void> =>
    void (await Promise.all(defences.map((defence) => defence.stop())))
  try {
    for (const name of Object.keys(openers) as (keyof Courts)[]) {
      // The cast holds: the options' patterns let nothing else through.
      const address = settings[name] as Hex | ''
      if (address === '') {
        log.warn('challenges are not answered, which can cost stake', { option: name })
        continue
      }
      defences.push(await persist(deps, signal, () => openers[name](deps, settings, address)))
      log.info('answers challenges', { [name]: address })
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}
