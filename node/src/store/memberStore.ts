import type { Artefact, Hex, MemberMemory, RoundSecrets } from '@vain/protocol'
import { memberFiles } from './memberFiles.ts'
import { memberReads } from './memberReads.ts'
import { memberWrites } from './memberWrites.ts'
import type { Parts } from './parts.ts'
import type { RoundKey } from './roundKey.ts'

/** Something given away that leads to one of a peer's two seeds; `kind` as in `shareKinds`. */
export type Given = { readonly peer: number; readonly kind: 1 | 2 }

/** A context in which shares were dealt, and for which leader. */
export type Dealt = { readonly ctx: Hex; readonly leader: number; readonly roster: Artefact }

/** The one context of a round in which a member masks, and the bundles that it follows from. */
export type Bound = {
  readonly ctx: Hex
  readonly maskCtx: Hex
  readonly roster: Artefact
  readonly share: Artefact
}

/**
 * What an answer of a run with a check rests on, once a round: the sketch bundle that a place of the
 * committee answered about, the check bundle that it settled, and that after which anything was said of
 * sums or revealed.
 */
export type Basis = 'sketches' | 'settle' | 'check'

/** A masked vector on disk. `published`: other operators can fetch it. */
export type StoredVector = { readonly published: boolean }

/** Outcome of local training, kept so that a restart does not train again. */
export type Trained = {
  /** As many numbers as the run's strategy sends, in many runs one per parameter. */
  readonly update: Float32Array
  /** Weight that it asks for in the mean. */
  readonly examples: number
  /** What the run's strategy has it keep, if the round counts; its training again alone makes it. */
  readonly own?: Float32Array
}

/**
 * What a member remembers of its rounds. Everything is on disk when a call returns, so that it can
 * be said; nothing that was said can be unsaid or said otherwise. Source: docs/protocol §4.7.
 */
export type MemberStore = {
  memory(at: RoundKey): MemberMemory
  /**
   * Keeps the keys of a round.
   *
   * @param open - head after its opening; undefined if they go to the chain before that, by force
   * @throws {VainError} `store/said-otherwise` if the round was advertised already
   */
  saveAdvertise(
    at: RoundKey,
    open: Hex | undefined,
    secrets: RoundSecrets,
    envelope: Uint8Array,
  ): void
  /** Whether the round's keys were made before it opened, to force inclusion. */
  isForced(at: RoundKey): boolean
  /** The round whose keys were made before has opened. */
  saveOpen(at: RoundKey, open: Hex): void
  /** @throws {VainError} `store/replayed-context`, `store/too-many-contexts` */
  saveShare(at: RoundKey, dealt: Dealt, envelope: Uint8Array): void
  /** The contexts of a round in which shares were dealt. */
  contexts(at: RoundKey): readonly Dealt[]
  /** The share message of a context, byte for byte as it was saved. */
  share(at: RoundKey, ctx: Hex): Uint8Array | undefined
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise` */
  saveMask(at: RoundKey, bound: Bound, vector: Uint8Array, envelope: Uint8Array): Promise<void>
  /** What the round's one masked vector, or the shares given, are bound to. */
  bound(at: RoundKey): Bound | undefined
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise` */
  saveSketch(at: RoundKey, bound: Bound, envelope: Uint8Array): void
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise`, `store/other-basis` */
  saveCheck(at: RoundKey, bound: Bound, sketches: Artefact, envelope: Uint8Array): void
  /**
   * A place's one word that a check bundle counts.
   *
   * @throws {VainError} `store/replayed-context`, `store/said-otherwise`, `store/other-basis`
   */
  saveSettle(at: RoundKey, bound: Bound, check: Artefact, envelope: Uint8Array): void
  /** @throws {VainError} `store/replayed-context`, `store/said-otherwise`, `store/other-basis` */
  saveSums(at: RoundKey, bound: Bound, check: Artefact, envelope: Uint8Array): void
  /** The bundle that answers of the round rest on, once there are any. */
  basis(at: RoundKey, what: Basis): Artefact | undefined
  /**
   * @param check - bundle after which it is revealed, in a run with a check
   * @throws {VainError} `store/replayed-context`, `store/said-otherwise`, `store/both-shares`,
   *   `store/other-basis`
   */
  saveReveal(
    at: RoundKey,
    bound: Bound,
    given: readonly Given[],
    envelope: Uint8Array,
    check?: Artefact,
  ): void
  /** As `saveReveal`, for shares of others' secrets. */
  saveRecover(
    at: RoundKey,
    bound: Bound,
    given: readonly Given[],
    envelope: Uint8Array,
    check?: Artefact,
  ): void
  /** Undefined once erased. @throws {VainError} `store/sealed-otherwise` if they do not open */
  secrets(at: RoundKey): RoundSecrets | undefined
  /** The envelope of phases 1, 3 to 5 and 8 to 11, byte for byte as it was saved. */
  answer(at: RoundKey, phase: number): Uint8Array | undefined
  vector(at: RoundKey): StoredVector | undefined
  vectorBytes(at: RoundKey): Promise<Uint8Array | undefined>
  markPublished(at: RoundKey): void
  saveDelivery(at: RoundKey, aggregator: number, digest: Uint8Array): void
  isDelivered(at: RoundKey): boolean
  saveTrained(at: RoundKey, modelRoot: Hex, trained: Trained): Promise<void>
  /** @param length - numbers of the update */
  trained(at: RoundKey, modelRoot: Hex, length: number): Promise<Trained | undefined>
  /** What a round has it keep, which `saveTrained` put there. @param words - of it */
  own(at: RoundKey, words: number): Promise<Float32Array | undefined>
  /**
   * Deletes what rounds of the run before this one had it keep, but that of the last few that count.
   *
   * @param counted - the newest first
   */
  keepOwn(at: RoundKey, counted: Iterable<Pick<RoundKey, 'round'>>): Promise<void>
  /** Keeps the quantised update for its owner's eyes, mode 0600. */
  saveInput(at: RoundKey, words: Uint32Array): Promise<void>
  /** Destroys the secrets and the unmasked update; envelopes and the masked vector stay. */
  erase(at: RoundKey): Promise<void>
  /** Rounds whose secrets or unmasked update are still there. */
  unerased(): RoundKey[]
}

/** The member's part of an open memory. */
export function createMemberStore(parts: Parts): MemberStore {
  return { ...memberWrites(parts), ...memberReads(parts), ...memberFiles(parts) }
}
