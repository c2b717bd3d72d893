import { Secret, toHex } from '@vain/base'
import { addWords, merkleRootOfBytes, sha256 } from '@vain/crypto'
import {
  advertise,
  createRoundSecrets,
  dealShares,
  fromWords,
  type Hex,
  leftoverMasks,
  type MaskFrame,
  type MissingSeed,
  maskUpdate,
  membersRoot,
  type Recover,
  type Reveal,
  type RosterEntry,
  type RoundSecrets,
  recover,
  reveal,
  roundContext,
  roundStart,
  type Share,
  type Survivors,
  toMaskFrame,
  toSigned,
  unmaskSum,
  vanishedOf,
} from '../../src/index.ts'

export const venue = { chainId: 31_337n, ledger: `0x${'11'.repeat(20)}` as Hex }

/** Seeded bytes for tests: SHA-256 in counter mode. */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  let counter = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 32)
      bytes.set(
        sha256(new TextEncoder().encode(`${seed}/${counter++}`)).subarray(0, length - at),
        at,
      )
    return bytes
  }
}

export type Group = {
  readonly frame: MaskFrame
  readonly secrets: ReadonlyMap<number, RoundSecrets>
  readonly random: (length: number) => Uint8Array
}

/** A round whose roster and shares stand, with every member's secrets in hand. */
export function createGroup(
  indices: readonly number[],
  threshold: number,
  seed: string,
  change: { readonly modelRoot?: Hex; readonly round?: number } = {},
): Group {
  const random = seededRandom(seed)
  const [run, round] = [1, change.round ?? 1]
  const place = { run, round, start: roundStart(venue, run, round) }
  const secrets = new Map(indices.map((index) => [index, createRoundSecrets(random)]))
  const roster = new Map<number, RosterEntry>(
    [...secrets].map(([index, own]) => [index, advertise(place, index, own)]),
  )
  const members = indices.map((index) => ({
    index,
    address: `0x${index.toString(16).padStart(40, '0')}` as Hex,
  }))
  const ctx = roundContext({
    openHead: toHex(sha256(new TextEncoder().encode(`open ${seed}`))),
    modelRoot: change.modelRoot ?? `0x${'22'.repeat(32)}`,
    configHash: `0x${'33'.repeat(32)}`,
    membersRoot: membersRoot(members),
    rosterRoot: `0x${'44'.repeat(32)}`,
  })
  const frame = toMaskFrame({ venue, ...place, ctx, roster, threshold }, `0x${'55'.repeat(32)}`)
  return { frame, secrets, random }
}

export function secretsOf(group: Group, index: number): RoundSecrets {
  return group.secrets.get(index) as RoundSecrets
}

/** Shares of everyone in `u1`. */
export function dealAll(group: Group, u1: readonly number[]): Map<number, Share> {
  return new Map(
    u1.map((index) => [
      index,
      dealShares(group.frame, index, secretsOf(group, index), group.random),
    ]),
  )
}

/** Masked vectors of `u2` for given updates. */
export function maskAll(
  group: Group,
  shares: ReadonlyMap<number, Share>,
  updates: ReadonlyMap<number, Uint32Array>,
): Map<number, Uint32Array> {
  return new Map(
    [...updates].map(([index, update]) => {
      const words = update.slice()
      maskUpdate(group.frame, shares, index, secretsOf(group, index), words)
      return [index, words]
    }),
  )
}

/** Opens the sum as an aggregator does, with `silent` survivors not revealing. */
export function openSum(
  group: Group,
  shares: ReadonlyMap<number, Share>,
  survivors: Survivors,
  masked: ReadonlyMap<number, Uint32Array>,
  silent: readonly number[] = [],
): Int32Array | MissingSeed {
  const reveals = new Map<number, Reveal>(
    survivors.u2
      .filter((index) => !silent.includes(index))
      .map((index) => [
        index,
        reveal(group.frame, shares, survivors, index, secretsOf(group, index)),
      ]),
  )
  const vanished = vanishedOf(survivors, { reveals })
  const recovers = new Map<number, Recover>(
    vanished.length === 0
      ? []
      : [...reveals.keys()].map((index) => [
          index,
          recover(group.frame, shares, survivors, index, secretsOf(group, index), vanished),
        ]),
  )
  const leftover = leftoverMasks(group.frame, shares, survivors, { reveals, recovers })
  if ('kind' in leftover) return leftover
  const total = new Uint32Array([...masked.values()][0]?.length ?? 0)
  for (const vector of masked.values()) addWords(total, vector)
  unmaskSum(total, leftover)
  return toSigned(total)
}

/** Wrapping sum of updates: the truth a round must yield. */
export function plainSum(updates: Iterable<Uint32Array>): Int32Array {
  const all = [...updates]
  const total = new Uint32Array(all[0]?.length ?? 0)
  for (const update of all) addWords(total, update)
  return toSigned(total)
}

export const rootOf = (words: Uint32Array): Uint8Array => merkleRootOfBytes(fromWords(words))
export const asSecret = (bytes: Uint8Array): Secret<Uint8Array> => new Secret(bytes)
