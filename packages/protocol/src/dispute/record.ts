import type { Secret } from '@vain/base'
import { edgeOf } from '../aggregation/edges.ts'
import type { MaskFrame, ShareTable } from '../aggregation/frame.ts'
import type { Survivors } from '../aggregation/survivors.ts'
import { type MissingSeed, type Revealed, survivorSeeds } from '../aggregation/unmask.ts'
import { fromBitmap } from '../bitmap.ts'
import type { Advertise, Mask } from '../messages/bodies.ts'
import type { Envelope } from '../messages/envelope.ts'
import type { ForcedKeys } from '../round/transcript.ts'

/** Everything public about a round that a game about its sum needs, already verified. */
export type SumRecord = {
  readonly frame: MaskFrame
  /** U2, ascending. */
  readonly survivors: readonly SurvivorRecord[]
  /** Envelopes of the mask bundle and of the advertise bundle, ascending by sender. */
  readonly maskBundle: readonly Envelope[]
  readonly rosterBundle: readonly Envelope[]
  /** Entries forced into the roster, in the chain's order. */
  readonly forced: readonly ForcedKeys[]
  /** The sum as it was published. */
  readonly sum: Uint8Array
}

/** What one survivor published, and the seeds that take its masks off. */
export type SurvivorRecord = {
  readonly index: number
  readonly mask: Mask
  /** Bytes of the masked vector. */
  readonly vector: Uint8Array
  /** `b`. */
  readonly selfSeed: Uint8Array
  /** With the dropped peers, ascending. */
  readonly pairs: readonly { readonly peer: number; readonly seed: Uint8Array }[]
  /** Commitments of all its valid edges, ascending by peer. */
  readonly edges: readonly { readonly peer: number; readonly edge: Uint8Array }[]
}

/** The artefacts of a round, read and checked as `verifyRound` does. */
export type SumArtefacts = {
  readonly frame: MaskFrame
  readonly shares: ShareTable
  readonly sets: Survivors
  readonly revealed: Revealed
  readonly rosterBundle: readonly Envelope[]
  readonly maskBundle: readonly Envelope[]
  readonly forced: readonly ForcedKeys[]
  /** Bytes of the masked vectors, by survivor. */
  readonly vectors: ReadonlyMap<number, Uint8Array>
  readonly sum: Uint8Array
}

/**
 * Puts together what a game needs.
 *
 * @returns the record, or the first seed that the reveals do not give
 */
export function recordSum(artefacts: SumArtefacts): SumRecord | MissingSeed {
  const { frame, shares, sets, revealed, maskBundle, rosterBundle, forced, sum } = artefacts
  const seeds = survivorSeeds(frame, shares, sets, revealed, sets.u2)
  if ('kind' in seeds) return seeds
  const survivors = maskBundle.flatMap(({ sender, body }): SurvivorRecord[] => {
    const own = seeds.find(({ index }) => index === sender)
    const vector = artefacts.vectors.get(sender)
    if (body.phase !== 3 || own === undefined || vector === undefined) return []
    const pairs = own.pairs.map(({ peer, seed }) => ({ peer, seed: published(seed) }))
    const edges = fromBitmap(body.peers).map((peer) => ({
      peer,
      edge: edgeOf(shares, sender, peer) ?? new Uint8Array(32),
    }))
    return [{ index: sender, mask: body, vector, selfSeed: published(own.self), pairs, edges }]
  })
  return { frame, survivors, maskBundle, rosterBundle, forced, sum }
}

/** A seed that the round has revealed: nothing is left to guard. */
const published = (seed: Secret<Uint8Array>): Uint8Array => seed.open((bytes) => bytes.slice())

/** The signature that ends an envelope. Source: docs/protocol §3. */
export const signatureOf = ({ bytes }: Envelope): Uint8Array => bytes.subarray(-65)

/** Where a member of the roster committed to its self seed. */
export type RosterPlace =
  | { readonly kind: 'advertised'; readonly position: number; readonly body: Advertise }
  | { readonly kind: 'forced'; readonly position: number }

/** The bundle before the inbox, and the first entry of several. Source: docs/protocol §6.6. */
export function rosterPlaceOf(record: SumRecord, index: number): RosterPlace | undefined {
  const position = record.rosterBundle.findIndex(({ sender }) => sender === index)
  const body = record.rosterBundle[position]?.body
  if (body?.phase === 1) return { kind: 'advertised', position, body }
  const forced = record.forced.findIndex((keys) => keys.index === index)
  return forced < 0 ? undefined : { kind: 'forced', position: forced }
}
