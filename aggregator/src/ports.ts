import type { Clock, Log, Meter } from '@vain/base'
import type { Follower, LedgerReader, LedgerWriter } from '@vain/chain'
import type { Network } from '@vain/net'
import type { Peers } from '@vain/operator'
import type { BeaconSource, Masker } from '@vain/protocol'
import type { Store } from './store/index.ts'

/** What an aggregator stands on. */
export type Deps = {
  readonly clock: Clock
  readonly log: Log
  /** Own index in `KeyBook`. */
  readonly index: number
  readonly chain: Pick<Follower, 'view' | 'onChange'>
  readonly reader: Pick<LedgerReader, 'currentEpoch' | 'epochStart' | 'bonded'>
  readonly writer: Pick<
    LedgerWriter,
    'open' | 'mask' | 'propose' | 'certify' | 'finalize' | 'abort' | 'snapshot'
  >
  readonly network: Pick<Network, 'request' | 'pull' | 'onHint' | 'content'>
  readonly peers: Pick<Peers, 'peerIdOf' | 'operatorOf'>
  readonly store: Store
  /** Where rounds of the beacon come from, for runs with a check. */
  readonly beacon: BeaconSource
  readonly masker: Masker
  /** Counts what it does. */
  readonly meter?: Meter
}

/** How an aggregator works. */
export type Settings = {
  /** Runs to serve; undefined for all. */
  readonly runs: readonly number[] | undefined
  /** No round is opened once a run has this many certified models; 0: go on. */
  readonly untilVersion: number
  /** Masked vectors that are pulled at once: bounds the memory. */
  readonly pullSlots: number
  /** Pause before an operator that is not ready is asked again, if no hint comes before. */
  readonly pollMs: number
  /** Longest wait for one artefact or masked vector. */
  readonly fetchTimeoutMs: number
}
