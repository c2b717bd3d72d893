import type { Hex } from '../hex.ts'
import type { RoundParams, RoundState } from '../round/state.ts'

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

type RoundPlace = { readonly run: number; readonly round: number }

/** A set transition: `roster`, `share`, `mask` or `reveal`. */
export type PhaseEvent = RoundPlace & {
  readonly kind: 'rostered' | 'shared' | 'masked' | 'revealed'
  readonly root: Hex
  readonly bitmap: Uint8Array
  readonly cid: string
  readonly transcript: Hex
}

/** Events of the contracts, parsed. Names and fields follow the Solidity interfaces. */
export type LedgerEvent = { readonly at: Place } & (
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
  | (RoundPlace & {
      readonly kind: 'opened'
      readonly epoch: number
      readonly head: Hex
      readonly members: Uint8Array
      readonly threshold: number
      readonly transcript: Hex
    })
  | PhaseEvent
  | (RoundPlace & {
      readonly kind: 'proposed'
      readonly sumRoot: Hex
      readonly modelRoot: Hex
      readonly sumCid: string
      readonly modelCid: string
      readonly transcript: Hex
    })
  | (RoundPlace & {
      readonly kind: 'certified'
      readonly version: number
      readonly evaluationRoot: Hex
      readonly evaluationCid: string
      /** Bitmap over positions of the validator set. */
      readonly nonSigners: Uint8Array
      readonly signedWeight: bigint
      readonly signature: Uint8Array
      readonly digest: Hex
      readonly head: Hex
      readonly seed: Hex
    })
  | (RoundPlace & { readonly kind: 'finalized' })
  | (RoundPlace & { readonly kind: 'aborted'; readonly from: RoundState; readonly seed: Hex })
)
