import { type Clock, type Log, VainError } from '@vain/base'
import { type Deployment, type Rpc, readDeployment } from '@vain/chain'
import type { Hex } from '@vain/protocol'

/** Between two tries, milliseconds. */
const retryMs = 1_000

/**
 * The network's contracts, once a node of the chain answers.
 *
 * @param deps - `signal` ends the waiting
 * @throws {VainError} what `readDeployment` throws of a chain that answers
 */
export async function findNetwork(
  deps: { readonly log: Log; readonly clock: Clock; readonly signal: AbortSignal },
  rpc: Rpc,
  ledger: Hex,
): Promise<Deployment> {
  const { log, clock, signal } = deps
  for (let tries = 1; ; tries++)
    try {
      return await readDeployment(rpc, ledger)
    } catch (error) {
      if (!(error instanceof VainError) || error.code !== 'chain/unreachable') throw error
      if (tries === 1) log.warn('the chain is away', { error })
      await clock.sleep(retryMs, signal)
    }
}
