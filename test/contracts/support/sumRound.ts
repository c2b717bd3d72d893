import { concatBytes, fromHex, fromText, Secret, toHex, toUint } from '@vain/base'
import { addVectors, applyMasks, hkdf, keccak256, merkleRoot, sha256 } from '@vain/crypto'
import {
  type Advertise,
  type Artefact,
  type Body,
  createTopology,
  type Envelope,
  fromWords,
  type Hex,
  kemCiphertextBytes,
  type Reveal,
  recordSum,
  roundStart,
  type Share,
  type SumRecord,
  signEnvelope,
  toBitmap,
  toMaskFrame,
  type Venue,
} from '@vain/protocol'
import { revealsOf } from './checkedReveals.ts'
import { kemKeyOf } from './kemKey.ts'
import type { Operator } from './operators.ts'

/** A round in which everyone's seeds are known. */
export type SumRound = {
  readonly record: SumRecord
  /** Bytes of the right sum. */
  readonly right: Uint8Array
  readonly roots: { readonly roster: Hex; readonly share: Hex; readonly masks: Hex }
  readonly reveals: Artefact
}

/** What a round is made of. Members are the operators 0, 1, …. */
export type SumPlan = {
  readonly members: readonly Operator[]
  /** Further members, which dropped before they masked: no operators, which a court does not ask of them. */
  readonly strangers?: readonly number[]
  /** Members that are not in U2. */
  readonly dropped: readonly number[]
  /** Members that are in the roster by force only. */
  readonly forced: readonly number[]
  /** Length of the vectors. */
  readonly words: number
  readonly venue: Venue
  /** Phase and index of a message that somebody else has signed. */
  readonly forged?: readonly [1 | 3, number]
  /** Places of the committee that checked the updates; none without a check. */
  readonly places?: number
}

const seedOf = (...name: readonly (string | number)[]): Uint8Array =>
  sha256(fromText(name.join('/')))

/** The commitment that a member puts into its advertise message or forces into the inbox. */
export function keysOf(
  venue: Venue,
  index: number,
): Pick<Advertise, 'maskKey' | 'sealKey' | 'kemKey' | 'selfCommitment'> {
  const start = roundStart(venue, 1, 1)
  return {
    maskKey: seedOf('mask key', index),
    sealKey: seedOf('seal key', index),
    kemKey: fromHex(kemKeyOf(`kem key ${index}`)),
    selfCommitment: sha256(fromText('vain/self/1'), start, toUint(index, 16), selfSeedOf(index)),
  }
}

/** Indices of all members, ascending. */
const membersOf = ({ members, strangers = [] }: SumPlan): number[] => [
  ...members.keys(),
  ...strangers,
]

const selfSeedOf = (index: number): Uint8Array => seedOf('self', index)

const pairSeedOf = (i: number, j: number): Uint8Array =>
  seedOf('pair', Math.min(i, j), Math.max(i, j))

const names = (i: number, j: number): Uint8Array =>
  concatBytes(toUint(Math.min(i, j), 16), toUint(Math.max(i, j), 16))

/**
 * A whole round 1 of run 1 without a key agreement: pair seeds come from names, for the court sees
 * commitments only. Derived here from the specification and not by the protocol's own functions.
 */
export function createSumRound(plan: SumPlan): SumRound {
  const { members, strangers = [], forced, venue } = plan
  const all = membersOf(plan)
  const dropped = [...plan.dropped, ...strangers]
  const u2 = all.filter((index) => !dropped.includes(index))
  const share = toHex(seedOf('share root'))
  const ctx = seedOf('ctx')
  const place = { run: 1, round: 1 }
  const start = roundStart(venue, 1, 1)
  const roster = new Map(all.map((index) => [index, keysOf(venue, index)]))
  const topology = createTopology(all, { kind: 'whole', threshold: 2 }, seedOf('topology'))
  const frame = toMaskFrame({ venue, ...place, start, ctx, roster, threshold: 2, topology }, share)
  const edge = (i: number, j: number): Uint8Array =>
    sha256(fromText('vain/edge/1'), ctx, names(i, j), pairSeedOf(i, j))

  const sign = (index: number, body: Body): Envelope =>
    signEnvelope(
      ...([venue, index, body] as const),
      keyOf(members[isForged(plan, body.phase, index) ? 0 : index] as Operator),
    )
  const rosterBundle = all
    .filter((index) => !forced.includes(index) && index < members.length)
    .map((index) => sign(index, { phase: 1, ...place, ...keysOf(venue, index) }))
  const vectors = new Map(u2.map((index) => [index, maskedVector(plan, frame.maskCtx, index)]))
  const maskBundle = u2.map((index) => {
    const peers = all.filter((peer) => peer !== index)
    const leaves = peers.map((peer) => concatBytes(toUint(peer, 16), edge(index, peer)))
    const vector = vectors.get(index) as Uint8Array
    return sign(index, {
      ...{ phase: 3, ...place, ctx: frame.maskCtx, length: plan.words },
      ...{ root: vectorRoot(vector), content: seedOf('content', index) },
      ...{ peers: toBitmap(peers), edges: merkleRoot(leaves) },
    })
  })
  const none = new Uint8Array(32)
  const shares = new Map(
    all.map((index): [number, Share] => [
      index,
      {
        ...{ phase: 2, ...place, ctx },
        deals: all
          .filter((to) => to !== index)
          .map((to) => ({
            ...{ to, sealed: new Uint8Array(80), selfShareHash: none, maskShareHash: none },
            ciphertext: new Uint8Array(kemCiphertextBytes),
            pad: index < to ? none : new Uint8Array(),
            edge: index < to ? edge(index, to) : new Uint8Array(),
          })),
      },
    ]),
  )
  const reveals = new Map(
    u2.map((index): [number, Reveal] => [
      index,
      {
        ...{ phase: 4, ...place, ctx: frame.maskCtx, self: selfSeedOf(index) },
        edges: dropped.map((to) => ({ to, seed: pairSeedOf(index, to) })),
      },
    ]),
  )
  const right = rightSum(plan, u2)
  const peers = new Map(u2.map((index) => [index, all.filter((peer) => peer !== index)]))
  const sets = { u1: all, u2, peers }
  const record = recordSum({
    ...{ frame, shares, sets, revealed: { reveals, recovers: new Map() } },
    ...{ rosterBundle, maskBundle, vectors, sum: right },
    forced: forced.map((index) => {
      const keys = keysOf(venue, index)
      const [maskKey, sealKey] = [toHex(keys.maskKey), toHex(keys.sealKey)]
      const [kemKey, selfCommitment] = [toHex(keys.kemKey), toHex(keys.selfCommitment)]
      return { index, maskKey, sealKey, kemKey, selfCommitment }
    }),
  })
  if ('kind' in record) throw new Error('a seed is missing')
  const rootOf = (bundle: readonly Envelope[]): Hex =>
    toHex(merkleRoot(bundle.map(({ bytes }) => bytes)))
  return {
    record,
    right,
    roots: { roster: rootOf(rosterBundle), share, masks: rootOf(maskBundle) },
    reveals: revealsOf(reveals, plan.places ?? 0, sign),
  }
}

const isForged = ({ forged }: SumPlan, phase: number, index: number): boolean =>
  forged?.[0] === phase && forged[1] === index

const keyOf = ({ wallet }: Operator): Secret<Uint8Array> =>
  new Secret(Uint8Array.from(Buffer.from(wallet.privateKey.slice(2), 'hex')))

/** Root of a vector's bytes. Source: docs/protocol §2.1. */
export function vectorRoot(bytes: Uint8Array): Uint8Array {
  const leaves: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += 4096) leaves.push(bytes.subarray(at, at + 4096))
  return merkleRoot(leaves)
}

function updateOf(index: number, words: number): Uint32Array {
  const salt = keccak256(seedOf('update', index))
  return Uint32Array.from({ length: words }, (_, i) =>
    Math.imul((salt[i % 32] as number) + i, 2_654_435_761),
  )
}

/** Source: docs/protocol §4.5. */
function maskedVector(plan: SumPlan, maskCtx: Uint8Array, index: number): Uint8Array {
  const words = updateOf(index, plan.words)
  const info = concatBytes(fromText('self'), toUint(index, 16))
  applyMasks(words, [{ key: hkdf(new Secret(selfSeedOf(index)), maskCtx, info), sign: 1 }])
  for (const peer of membersOf(plan)) {
    if (peer === index) continue
    const seed = new Secret(pairSeedOf(index, peer))
    if (index < peer) applyMasks(words, [{ key: seed, sign: 1 }])
    else applyMasks(words, [{ key: seed, sign: -1 }])
  }
  return fromWords(words)
}

function rightSum({ words }: SumPlan, u2: readonly number[]): Uint8Array {
  const total = new Uint32Array(words)
  for (const index of u2) addVectors(total, updateOf(index, words))
  return fromWords(total)
}
