import type { Beacon } from './beacon/beacon.ts'

/** Bounds of a fetch. */
export type FetchLimits = { readonly maxBytes: number; readonly timeoutMs: number }

/** Content that is here, piece by piece: as much of it as fits no memory may be read. */
export type OpenContent = {
  readonly sizeBytes: number
  /**
   * Its bytes from `start` to before `end`, by default all: pieces of at most 256 KiB, each checked
   * against the CID. A few are read ahead, and no more than that until they are taken.
   *
   * @throws {VainError} while being read, when a piece is lost or is no such content
   */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
}

/** Content-addressed artefacts: IPFS on a node, a gateway or a folder for an auditor. */
export type Content = {
  /** Stores bytes for good, as they come, and returns their CID. Source: docs/protocol §2.2. */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string>
  /**
   * Bytes of a CID. Callers check them against a root of the chain.
   *
   * @throws {VainError} when nobody has them in time or they are too many
   */
  get(cid: string, limits: FetchLimits, signal?: AbortSignal): Promise<Uint8Array>
  /**
   * Has all of it brought to this machine, and opens it. What was here of it already is not brought
   * again, whenever it came.
   *
   * @param limits - `timeoutMs` bounds the wait for peers, each time that something is missing
   * @throws {VainError} as `get`
   */
  open(cid: string, limits: FetchLimits, signal?: AbortSignal): Promise<OpenContent>
  /** Opens it if all of it is on this machine; brings nothing. */
  openLocally(cid: string): Promise<OpenContent | undefined>
  /** Whether all of it is on this machine, every byte checked. */
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
