import { randomBytes } from 'node:crypto'
import { toHex } from '@vain/base'
import { addVectors, applyMasks, type MaskStream, merkleRootOfBytes } from '@vain/crypto'
import { createMaskPool } from '@vain/masking'
import {
  advertise,
  agreePairs,
  createRoundSecrets,
  createTopology,
  dealShares,
  encode,
  type MaskFrame,
  maskedEdges,
  maskStreams,
  openGroups,
  planTopology,
  type Reveal,
  type RoundSecrets,
  reveal,
  type Share,
  settleSurvivors,
  thresholdOf,
  toMaskFrame,
} from '@vain/protocol'
import { cpuSeconds } from './limits.ts'
import type { Size } from './size.ts'

const corruptionBps = 1_000
/** Words that are checked where not all of them are. */
const checkedWords = 16_384

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** Everything before the masks: topology, keys, shares, of all members. */
function dealAll({ members, dropShare }: Size) {
  const indices = Array.from({ length: members }, (_, i) => i)
  const place = { run: 1, round: 1, start: random(32) }
  const threshold = thresholdOf(members, corruptionBps)
  const terms = { threshold, corruptionBps, dropoutBps: Math.max(1_000, 10_000 * dropShare) }
  const plan = planTopology(members, { ...terms, grouping: 'whole' })
  const topology = createTopology(indices, plan, random(32))
  const keys = cpuSeconds(() => {
    const secrets = new Map(indices.map((i) => [i, createRoundSecrets(random)]))
    const roster = new Map([...secrets].map(([i, own]) => [i, advertise(place, i, own)]))
    return { secrets, roster }
  })
  const { secrets, roster } = keys.result
  const venue = { chainId: 1n, ledger: `0x${'00'.repeat(20)}` as const }
  const whole = { venue, ...place, ctx: random(32), roster, threshold, topology }
  const frame: MaskFrame = toMaskFrame(whole, toHex(random(32)))
  const own = (index: number): RoundSecrets => secrets.get(index) as RoundSecrets
  const deals = cpuSeconds(
    () => new Map<number, Share>(indices.map((i) => [i, dealShares(frame, i, own(i), random)])),
  )
  return { indices, frame, own, shares: deals.result, seconds: keys.seconds + deals.seconds }
}

/** The client's vector, masked in place, and what it says of it. */
function maskOne(
  { frame, shares, own }: ReturnType<typeof dealAll>,
  index: number,
  words: Uint32Array,
  lanes: 16 | 32,
) {
  const pairs = agreePairs(frame, shares, index, own(index))
  applyMasks(words, maskStreams(frame, index, own(index), pairs), { lanes })
  const root = merkleRootOfBytes(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
  return { root, ...maskedEdges(shares, index, pairs.keys()), named: [...pairs.keys()] }
}

/**
 * CPU time that taking the masks off takes in a thread, as an aggregator does it: in this one, every
 * piece of keystream would have the shares of all members looked over for garbage.
 */
async function unmask(
  total: Uint32Array,
  streams: readonly MaskStream[],
  lanes: 16 | 32,
): Promise<number> {
  const pool = createMaskPool({ threads: 1 })
  // Its thread starts before it is measured: with as much as is not masked on this one.
  await pool.apply(new Uint32Array(2 ** 21), streams.slice(0, 2), lanes)
  const before = process.cpuUsage()
  await pool.apply(total, streams, lanes)
  const { user, system } = process.cpuUsage(before)
  await pool.close()
  return (user + system) / 1e6
}

/** What a round cost. */
export type Measured = {
  readonly clientSeconds: number
  readonly addSeconds: number
  readonly openSeconds: number
  /** Mask streams of one client, and those that opened the sum. */
  readonly clientStreams: number
  readonly openStreams: number
  readonly survivors: number
  readonly words: number
  readonly shareBytes: number
}

/**
 * One round in memory, from keys to the opened sum, checked to be exact: CPU time of one client
 * (keys, shares, masks, root; training and signatures left out) and of the aggregator (adding and
 * unmasking).
 */
export async function runRound(size: Size): Promise<Measured> {
  const { members, parameters, lanes, dropShare } = size
  // The weight is one more number; two numbers of 16 bits share a word.
  const words = Math.ceil(((parameters + 1) * lanes) / 32)
  const dealt = dealAll(size)
  const { indices, frame, shares } = dealt
  const present = indices.slice(Math.round(members * dropShare))
  const sampled = new Set(present.slice(0, size.sample ?? members))
  const checked = sampled.size < present.length ? Math.min(checkedWords, words) : words

  const truth = new Uint32Array(checked)
  const total = new Uint32Array(words)
  const update = new Uint32Array(words)
  const peers = new Map<number, readonly number[]>()
  let [maskSeconds, addSeconds] = [0, 0]
  for (const index of present) {
    for (let i = 0; i < words; i++) update[i] = Math.imul(i + 1, index + 7) >>> 8
    addVectors(truth, update.subarray(0, checked), lanes)
    const mine = sampled.has(index) ? update : update.subarray(0, checked)
    const masked = cpuSeconds(() => maskOne(dealt, index, mine, lanes))
    if (sampled.has(index)) maskSeconds += masked.seconds
    peers.set(index, masked.result.named)
    addSeconds += cpuSeconds(() => addVectors(total, update, lanes)).seconds
  }
  const u2 = settleSurvivors(frame, peers)
  if (u2.length !== present.length) throw new Error('not everyone who masked is in the sum')
  const survivors = { u1: indices, u2, peers }
  const reveals = new Map<number, Reveal>(
    u2.map((i) => [i, reveal(frame, shares, survivors, i, dealt.own(i))]),
  )
  const found = cpuSeconds(() => {
    const all = openGroups(frame, shares, survivors, { reveals, recovers: new Map() })
    const [group] = all.opened
    if (group === undefined || all.missing.length > 0) throw new Error('a seed is missing')
    return group.streams
  })
  const unmaskSeconds = await unmask(total, found.result, lanes)
  for (let i = 0; i < checked; i++)
    if (total[i] !== truth[i]) throw new Error(`the sum is not exact at word ${i}`)
  return {
    clientSeconds: dealt.seconds / members + maskSeconds / sampled.size,
    addSeconds,
    openSeconds: found.seconds + unmaskSeconds,
    clientStreams: (peers.get(u2[0] as number)?.length ?? 0) + 1,
    openStreams: found.result.length,
    survivors: u2.length,
    words,
    shareBytes: encode(shares.get(0) as Share).length,
  }
}
