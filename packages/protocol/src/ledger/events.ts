import type { Artefact } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import type { RoundParams, RoundState } from '../round/state.ts'
import type { ForcedKeys } from '../round/transcript.ts'

/** Where on the chain an event stands. `timestamp` in seconds. */
export type Place = {
  readonly block: number
  readonly blockHash: Hex
  readonly timestamp: number
  readonly transaction: Hex
  readonly logIndex: number
}

/** What `RunRegistry` holds for a run. Source: docs/protocol §9. */
export type RunSpec = {
  readonly configHash: Hex
  readonly trainProgramHash: Hex
  readonly evaluateProgramHash: Hex
  readonly dataPolicyHash: Hex
  readonly genesisModelRoot: Hex
  readonly params: RoundParams
}

/** Role bits of `KeyBook`. */
export const roles = { trainer: 1, aggregator: 2, validator: 4 } as const

/** Events of `KeyBook`, `EpochSet` and `RunRegistry`. */
export type BookEvent =
  | {
      readonly kind: 'registered'
      readonly index: number
      readonly operator: Hex
      /** secp256k1 public key `x ‖ y`, 64 bytes. */
      readonly peerKey: Uint8Array
      readonly roles: number
      readonly blsKey: Uint8Array
      readonly blsProof: Uint8Array
      readonly endpoints: readonly string[]
    }
  | { readonly kind: 'announced'; readonly index: number; readonly endpoints: readonly string[] }
  | { readonly kind: 'retired'; readonly index: number }
  | {
      readonly kind: 'snapshotted'
      readonly epoch: number
      readonly indices: readonly number[]
      readonly weights: readonly bigint[]
      readonly totalWeight: bigint
      readonly aggregateKey: Uint8Array
    }
  | {
      readonly kind: 'run-created'
      readonly run: number
      readonly spec: RunSpec
      readonly configCid: string
    }
  | { readonly kind: 'run-params-set'; readonly run: number; readonly params: RoundParams }
  /** No round may be opened before `until`, seconds. */
  | { readonly kind: 'paused'; readonly until: number }
  | { readonly kind: 'unpaused' }

/** Events of `RoundLedger`; `head` is the one after the step. */
export type RoundEvent =
  | {
      readonly kind: 'opened'
      readonly run: number
      readonly round: number
      readonly epoch: number
      readonly membership: Hex
      /** Number of members. */
      readonly members: number
      readonly threshold: number
      readonly inbox: Hex
      readonly randao: Hex
      readonly head: Hex
    }
  | {
      readonly kind: 'masked'
      readonly run: number
      readonly round: number
      readonly leader: Hex
      readonly roster: Artefact
      readonly share: Artefact
      readonly masks: Artefact
      /** Bitmap of U2. */
      readonly survivors: Uint8Array
      readonly head: Hex
    }
  | {
      readonly kind: 'proposed'
      readonly run: number
      readonly round: number
      readonly leader: Hex
      readonly reveals: Artefact
      readonly sum: Artefact
      readonly model: Artefact
      readonly head: Hex
    }
  | {
      readonly kind: 'certified'
      readonly run: number
      readonly round: number
      readonly version: number
      readonly evaluation: Artefact
      /** Bitmap over positions of the validator set. */
      readonly nonSigners: Uint8Array
      readonly signature: Uint8Array
      readonly randao: Hex
      readonly head: Hex
    }
  | { readonly kind: 'finalized'; readonly run: number; readonly round: number }
  | {
      readonly kind: 'aborted'
      readonly run: number
      readonly round: number
      readonly from: RoundState
      readonly randao: Hex
      readonly head: Hex
    }
  | ({
      readonly kind: 'forced'
      readonly run: number
      /** The round that opens next. */
      readonly round: number
    } & ForcedKeys)
  | {
      readonly kind: 'disputed'
      readonly run: number
      readonly round: number
      /** When it counts as final at the latest, seconds. */
      readonly deadline: number
    }
  | {
      readonly kind: 'settled'
      readonly run: number
      readonly round: number
      readonly stands: boolean
      readonly head: Hex
    }
  | {
      readonly kind: 'rolled-back'
      readonly run: number
      readonly version: number
      readonly model: Artefact
      readonly head: Hex
    }

/** Events of the contracts, parsed. Names and fields follow the Solidity interfaces. */
export type LedgerEvent = { readonly at: Place } & (BookEvent | RoundEvent)
