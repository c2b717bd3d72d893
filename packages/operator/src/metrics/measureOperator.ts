import type { Clock, Log, Meter } from '@vain/base'
import type { Follower, RoleName } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { measureAccount } from './measureAccount.ts'
import { measureRounds } from './measureRounds.ts'
import { measureStores } from './measureStores.ts'
import { operatorMetrics } from './operatorMetrics.ts'

type Measured = {
  readonly follower: Pick<Follower, 'view' | 'onChange'>
  readonly reader: Parameters<typeof measureAccount>[0]['reader']
  readonly address: Hex
  readonly roles: readonly RoleName[]
  readonly dataFolder: string
  /** Its index in `KeyBook`, once it is registered. */
  readonly index: () => number | undefined
}

/**
 * Shows how an operator fares: its place in the network, its account, its rounds, its disk.
 *
 * @returns a function that ends it
 */
export function measureOperator(
  deps: { readonly clock: Clock; readonly log: Log; readonly meter: Meter },
  { follower, reader, address, roles, dataFolder, index }: Measured,
): () => Promise<void> {
  const { daemon, active, actives } = deps.meter.open(operatorMetrics)
  const operators = () => follower.view.view.operators
  const own = () => operators().get(index() ?? -1)
  daemon.follow(() => roles.map((role) => [{ operator: index() ?? 'none', role }, 1]))
  active.follow(() => [[{}, own()?.active === true ? 1 : 0]])
  actives.follow(() => [[{}, [...operators().values()].filter((one) => one.active).length]])
  const stopRounds = measureRounds(follower, deps.meter, index)
  const stopAccount = measureAccount({ ...deps, reader }, { address, roles })
  const stopStores = measureStores(deps, dataFolder)
  return async () => {
    stopRounds()
    await Promise.all([stopAccount(), stopStores()])
  }
}
