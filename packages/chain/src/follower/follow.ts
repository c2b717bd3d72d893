import { type Clock, type Log, VainError } from '@vain/base'
import { assertNetwork } from '../deployment.ts'
import { type Rpc, withSignal } from '../rpc.ts'
import { advanceTrail, type ChainState, type Trail } from './advance.ts'
import type { FollowerOptions } from './createFollower.ts'

/** Errors that pass: the node is away, or the chain moved while it was read. */
const passing: ReadonlySet<string> = new Set([
  'chain/unreachable',
  'chain/too-long',
  'chain/rpc-error',
  'chain/malformed',
  'chain/reorganised',
])

const passes = (error: unknown): error is VainError =>
  error instanceof VainError && passing.has(error.code)

/**
 * Looks at the chain again and again and hands over each new state, until `signal` ends it.
 *
 * @throws what does not pass by waiting
 */
export async function follow(
  deps: { readonly rpc: Rpc; readonly clock: Clock; readonly log: Log },
  options: FollowerOptions,
  signal: AbortSignal,
  publish: (state: ChainState) => void,
): Promise<void> {
  const { clock, log } = deps
  const { pollMs = 300, maxBackoffMs = 5_000 } = options
  const look = createLook(withSignal(deps.rpc, signal), options)
  let pauseMs = pollMs
  let isAway = false
  while (!signal.aborted) {
    try {
      const state = await look()
      if (isAway) log.info('The chain is back', { block: state?.block.number })
      isAway = false
      pauseMs = pollMs
      if (state !== undefined && !signal.aborted) publish(state)
    } catch (error) {
      if (signal.aborted) return
      if (!passes(error)) throw error
      if (error.code !== 'chain/reorganised') {
        if (!isAway) log.warn('The chain is away', { code: error.code, reason: error.message })
        isAway = true
        pauseMs = Math.min(2 * pauseMs, maxBackoffMs)
      }
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined)
  }
}

/** A function that returns the newest state, or undefined if it is the same as before. */
function createLook(rpc: Rpc, options: FollowerOptions): () => Promise<ChainState | undefined> {
  const { deployment, confirmations = 0, recall } = options
  let trail: Trail = []
  let isChecked = false
  return async () => {
    try {
      if (!isChecked) await assertNetwork(rpc, deployment.chainId)
      isChecked = true
      const before = trail.at(-1)
      trail = await advanceTrail(rpc, deployment, trail, {
        confirmations,
        recall: recall?.(),
      })
      const state = trail.at(-1)
      return state === before ? undefined : state
    } catch (error) {
      // Whatever answers after an outage may be another node.
      if (error instanceof VainError && error.code === 'chain/unreachable') isChecked = false
      throw error
    }
  }
}
