import { fromHex, fromText, type RandomSource, Secret, toUint, VainError } from '@vain/base'
import { applyMasks, hkdf, sha256 } from '@vain/crypto'
import type { RoundView } from '../ledger/view.ts'
import { fromWords } from '../numbers/vector.ts'

/**
 * Seed of a member's training in a round: the same for a second try, so that a restart gains nothing
 * and loses nothing. It decides the order of the examples and is no secret.
 *
 * Source: docs/protocol §5.7.
 */
export function trainingSeed(
  { run, round, model }: Pick<RoundView, 'run' | 'round' | 'model'>,
  index: number,
): Uint8Array {
  return sha256(fromHex(model.root), toUint(run, 32), toUint(round, 32), toUint(index, 16))
}

/** One of some parts that examples are dealt into; `part` counts from 0. */
export type PublicPart = { readonly part: number; readonly parts: number }

/**
 * The part of a replayable run's examples that a member trains on: as many parts as the round has
 * members, each round the next one.
 *
 * @throws {VainError} `protocol/not-a-member`
 *
 * Source: docs/protocol §5.7.
 */
export function publicPart(
  { round, members }: Pick<RoundView, 'round' | 'members'>,
  index: number,
): PublicPart {
  const parts = members.length
  const position = members.toSorted((a, b) => a - b).indexOf(index)
  if (position < 0)
    throw new VainError('protocol/not-a-member', 'it is no member of the round', { index })
  return { part: (position + round) % parts, parts }
}

/**
 * What a replayable run rounds its updates with: keystream from its first byte at every call, so that
 * rounding is as fair as any and everyone can do it again. For one update each.
 *
 * @param seed - of the training
 *
 * Source: docs/protocol §5.7, RFC 8439 §2.4.
 */
export function publicCoins(seed: Uint8Array): RandomSource {
  return (length) => {
    const words = new Uint32Array(Math.ceil(length / 4))
    const key = hkdf(new Secret(seed.slice()), new Uint8Array(), fromText('vain/rounding/1'))
    applyMasks(words, [{ key, sign: 1 }])
    return fromWords(words).subarray(0, length)
  }
}
