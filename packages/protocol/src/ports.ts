import type { Beacon } from './beacon/beacon.ts'

/** Bounds of a fetch. */
export type FetchLimits = { readonly maxBytes: number; readonly timeoutMs: number }

/** Content-addressed artefacts: IPFS on a node, a gateway or a folder for an auditor. */
export type Content = {
  /** Stores bytes for good and returns their CID. Source: docs/protocol §2.2. */
  put(bytes: Uint8Array): Promise<string>
  /**
   * Bytes of a CID. Callers check them against a root of the chain.
   *
   * @throws {VainError} when nobody has them in time or they are too many
   */
  get(cid: string, limits: FetchLimits, signal?: AbortSignal): Promise<Uint8Array>
  /** Whether all of it is on this machine. */
  hasLocally(cid: string): Promise<boolean>
}

/** The reading half of `Content`. */
export type ContentSource = Pick<Content, 'get'>

/** Where the signatures of a beacon's rounds come from. */
export type BeaconSource = {
  /**
   * The signature of a round that is due, checked: 48 bytes, as drand publishes it.
   *
   * @throws {VainError} when nobody has it yet, or nobody is reached
   */
  read(beacon: Beacon, round: number, signal?: AbortSignal): Promise<Uint8Array>
}
