import { toHex } from '@vain/base'
import { addVectors, applyMasks, kemEncapsulateFrom, merkleRootOfBytes, sha256 } from '@vain/crypto'
import {
  advertise,
  agreePairs,
  createRoundSecrets,
  createTopology,
  dealShares,
  fromWords,
  type Hex,
  type MaskFrame,
  type MissingSeed,
  maskStreams,
  membersRoot,
  openGroups,
  type PeerTable,
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
  type TopologyPlan,
  toMaskFrame,
  topologySeed,
  toSigned,
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
  change: {
    readonly modelRoot?: Hex
    readonly round?: number
    /** One complete group by default. */
    readonly plan?: TopologyPlan
  } = {},
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
  const openHead = toHex(sha256(new TextEncoder().encode(`open ${seed}`)))
  const plan = change.plan ?? { kind: 'whole', threshold }
  const topology = createTopology(indices, plan, topologySeed(openHead))
  const ctx = roundContext({
    openHead,
    modelRoot: change.modelRoot ?? `0x${'22'.repeat(32)}`,
    configHash: `0x${'33'.repeat(32)}`,
    membersRoot: membersRoot(members),
    rosterRoot: `0x${'44'.repeat(32)}`,
  })
  const frame = toMaskFrame(
    { venue, ...place, ctx, roster, threshold, topology },
    `0x${'55'.repeat(32)}`,
  )
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
      dealShares(
        group.frame,
        index,
        secretsOf(group, index),
        group.random,
        // The same seed, the same transcript.
        kemEncapsulateFrom,
      ),
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
      const own = secretsOf(group, index)
      const pairs = agreePairs(group.frame, shares, index, own)
      applyMasks(words, maskStreams(group.frame, index, own, pairs))
      return [index, words]
    }),
  )
}

/** The sets of a round, with the peers that everyone in `u1` would name. */
export function survivorsIn(
  group: Group,
  shares: ReadonlyMap<number, Share>,
  u1: readonly number[],
  u2: readonly number[],
): Survivors {
  const peers: PeerTable = new Map(
    u1
      .filter((index) => shares.has(index))
      .map((index) => [
        index,
        [...agreePairs(group.frame, shares, index, secretsOf(group, index)).keys()],
      ]),
  )
  return { u1, u2, peers }
}

/** Opens the sum as an aggregator does, with `silent` survivors not revealing. */
export function openSum(
  group: Group,
  shares: ReadonlyMap<number, Share>,
  { u1, u2 }: Pick<Survivors, 'u1' | 'u2'>,
  masked: ReadonlyMap<number, Uint32Array>,
  silent: readonly number[] = [],
): Int32Array | MissingSeed {
  const survivors = survivorsIn(group, shares, u1, u2)
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
  const { opened, missing } = openGroups(group.frame, shares, survivors, { reveals, recovers })
  const [lost] = missing
  if (lost !== undefined) return lost
  const total = new Uint32Array([...masked.values()][0]?.length ?? 0)
  for (const vector of masked.values()) addVectors(total, vector)
  for (const { streams } of opened) applyMasks(total, streams)
  return toSigned(total)
}

/** Wrapping sum of updates: the truth a round must yield. */
export function plainSum(updates: Iterable<Uint32Array>): Int32Array {
  const all = [...updates]
  const total = new Uint32Array(all[0]?.length ?? 0)
  for (const update of all) addVectors(total, update)
  return toSigned(total)
}

export const rootOf = (words: Uint32Array): Uint8Array => merkleRootOfBytes(fromWords(words))
