import { type Clock, type Log, VainError } from '@vain/base'
import { createLedgerView, type Recall, zeroHash } from '@vain/protocol'
import { type Deployment, venueOf } from '../deployment.ts'
import type { Rpc } from '../rpc.ts'
import type { ChainState } from './advance.ts'
import { follow } from './follow.ts'
import { type WaitOptions, waitForState } from './waitForState.ts'

/** Keeps a `LedgerView` that follows the chain. */
export type Follower = {
  /**
   * The ledger as of the newest block that was processed. Before `start` has resolved: an empty
   * ledger at block 0, time 0.
   */
  readonly view: ChainState
  /**
   * Calls `listener` after every change of the block, also if no event came with it: time moves.
   * After a reorganisation the block's number may be lower than before.
   *
   * @returns a function that ends it
   */
  onChange(listener: (state: ChainState) => void): () => void
  /**
   * The first state, the present one included, for which `predicate` holds.
   *
   * @throws {VainError} `chain/wait-timeout`; `chain/follower-stopped`; the signal's reason; what
   *   made the follower fail; whatever `predicate` throws
   */
  waitFor(predicate: (state: ChainState) => boolean, options: WaitOptions): Promise<ChainState>
  /**
   * Begins to follow and resolves once the view is up to date, however long the node is away.
   *
   * @throws {VainError} what makes the follower fail, or `chain/follower-stopped`
   */
  start(): Promise<void>
  /** Ends it for good; no listener is called after it resolved. */
  stop(): Promise<void>
}

export type FollowerOptions = {
  readonly deployment: Deployment
  /** Pause between two looks at the chain, milliseconds; 300 by default. */
  readonly pollMs?: number
  /** Blocks on top of one before it counts; 0 by default. */
  readonly confirmations?: number
  /**
   * Which rounds the views go on holding, asked at each look at the chain; all of them by default,
   * which takes some kilobytes of memory for each. One that is forgotten comes back by no greater
   * recall, only in a follower that begins anew.
   */
  readonly recall?: () => Recall
  /** Longest pause while the node is away, milliseconds; 5,000 by default. */
  readonly maxBackoffMs?: number
  /**
   * Called once if the follower stops by itself: the contract did what the protocol does not allow
   * (`protocol/ledger-diverged`), its logs do not decode, the ledger is gone (`chain/no-deployment`)
   * or the node serves another network (`chain/wrong-network`).
   */
  readonly onFailure?: (error: unknown) => void
}

/**
 * Follows the contracts of a deployment by folding their events with the protocol's own state
 * machine, which checks every transition.
 *
 * Blocks that leave the chain, by a reorganisation or because the chain was restarted with an
 * older state, are undone: the view always is that of a block that was on the chain when it was
 * last looked at. An outage of the node is waited out, and logged once when it begins and ends.
 */
export function createFollower(
  deps: { readonly rpc: Rpc; readonly clock: Clock; readonly log: Log },
  options: FollowerOptions,
): Follower {
  const { clock, log } = deps
  const { deployment } = options
  const stopping = new AbortController()
  const listeners = new Set<(state: ChainState) => void>()
  const ready = Promise.withResolvers<void>()
  // A failure is reported even where nobody waits for the start.
  ready.promise.catch(() => undefined)
  stopping.signal.addEventListener('abort', () => ready.reject(stopping.signal.reason))
  let running: Promise<void> | undefined
  let view: ChainState = {
    view: createLedgerView(venueOf(deployment)),
    block: { number: 0, hash: zeroHash, parentHash: zeroHash, timestamp: 0 },
  }

  function publish(state: ChainState): void {
    view = state
    for (const listener of listeners) {
      try {
        listener(state)
      } catch (error) {
        log.error('A listener of the chain failed', { error })
      }
    }
  }

  function fail(error: unknown): void {
    if (stopping.signal.aborted) return
    log.error('Stopped following the chain', { error })
    stopping.abort(error)
    options.onFailure?.(error)
  }

  const follower: Follower = {
    get view() {
      return view
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waitFor: (predicate, wait) =>
      waitForState({ clock, follower, ended: stopping.signal }, predicate, wait),
    start() {
      if (stopping.signal.aborted) return Promise.reject(stopping.signal.reason)
      running ??= follow(deps, options, stopping.signal, (state) => {
        publish(state)
        ready.resolve()
      }).catch(fail)
      return ready.promise
    },
    async stop() {
      stopping.abort(new VainError('chain/follower-stopped', 'the chain is no longer followed', {}))
      await running
    },
  }
  return follower
}
