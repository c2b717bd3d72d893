import { createCipheriv, randomBytes } from 'node:crypto'
import { addVectors, applyMasks, merkleRootOfBytes } from '@vain/crypto'
import {
  advertise,
  agreePairs,
  createRoundSecrets,
  createTopology,
  dealShares,
  fromWords,
  type MaskFrame,
  maskedEdges,
  maskStreams,
  openGroups,
  type Reveal,
  type RoundSecrets,
  reveal,
  type Share,
  thresholdOf,
  toSigned,
} from '@vain/protocol'
import { benchMaskExpansion } from '../../packages/crypto/bench/masking.bench.ts'
import { compared, type Figure } from './figure.ts'

type Size = { readonly members: number; readonly parameters: number; readonly dropShare: number }

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** CPU time of this process for `work`, in seconds. */
function cpuSeconds<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (user + system) / 1e6 }
}

/** Time that the platform's ChaCha20 needs for `count` keystreams of a vector: the floor. */
function streamSeconds(count: number, words: number): number {
  const zeros = new Uint8Array(4 * words)
  return cpuSeconds(() => {
    for (let i = 0; i < count; i++)
      createCipheriv('chacha20', randomBytes(32), new Uint8Array(16)).update(zeros)
  }).seconds
}

/**
 * One round in memory, from keys to the opened sum, checked to be exact: CPU time of one client
 * (keys, shares, masks, root; training left out) and of the aggregator (adding and unmasking).
 * The reference is what the platform's own ChaCha20 takes for the same number of mask streams.
 */
function measureRound(size: Size): Figure[] {
  const { members, parameters, dropShare } = size
  const words = parameters + 1
  const indices = Array.from({ length: members }, (_, i) => i)
  const u2 = indices.slice(Math.round(members * dropShare))
  const place = { run: 1, round: 1, start: random(32) }

  const keys = cpuSeconds(() => {
    const secrets = new Map(indices.map((i) => [i, createRoundSecrets(random)]))
    const roster = new Map([...secrets].map(([i, own]) => [i, advertise(place, i, own)]))
    return { secrets, roster }
  })
  const { secrets, roster } = keys.result
  const threshold = thresholdOf(members, 1_000)
  const venue = { chainId: 1n, ledger: `0x${'00'.repeat(20)}` as const }
  const contexts = { ctx: random(32), maskCtx: random(32) }
  const topology = createTopology(indices, { kind: 'whole', threshold }, random(32))
  const frame: MaskFrame = { venue, ...place, ...contexts, roster, threshold, topology }
  const own = (index: number): RoundSecrets => secrets.get(index) as RoundSecrets
  const deals = cpuSeconds(
    () => new Map<number, Share>(indices.map((i) => [i, dealShares(frame, i, own(i), random)])),
  )
  const shares = deals.result
  const truth = new Uint32Array(words)
  const total = new Uint32Array(words)
  let [maskSeconds, addSeconds] = [0, 0]
  const peers = new Map<number, number[]>()
  for (const index of u2) {
    const update = Uint32Array.from({ length: words }, (_, i) => Math.imul(i + 1, index + 7) >>> 8)
    addVectors(truth, update)
    maskSeconds += cpuSeconds(() => {
      const pairs = agreePairs(frame, shares, index, own(index))
      peers.set(index, [...pairs.keys()])
      applyMasks(update, maskStreams(frame, index, own(index), pairs))
      maskedEdges(shares, index, pairs.keys())
      merkleRootOfBytes(fromWords(update))
    }).seconds
    addSeconds += cpuSeconds(() => addVectors(total, update)).seconds
  }
  const survivors = { u1: indices, u2, peers }
  const reveals = new Map<number, Reveal>(
    u2.map((i) => [i, reveal(frame, shares, survivors, i, own(i))]),
  )
  const opened = cpuSeconds(() => {
    const { opened } = openGroups(frame, shares, survivors, { reveals, recovers: new Map() })
    for (const { streams } of opened) applyMasks(total, streams)
    return opened.flatMap(({ streams }) => streams).length
  })
  if (Buffer.compare(fromWords(toSigned(total)), fromWords(toSigned(truth))) !== 0)
    throw new Error('the sum is not exact')

  const label = `n=${members},d=${parameters.toExponential().replace('+', '')},drop=${dropShare}`
  const survivorsCount = u2.length
  const client =
    (keys.seconds + deals.seconds) / members + maskSeconds / Math.max(1, survivorsCount)
  const floor = { name: 'ChaCha20 of node:crypto, as many streams' }
  return [
    compared(
      { name: `masking/client-cpu/${label}`, value: client, unit: 's' },
      { ...floor, value: streamSeconds(members, words) },
    ),
    compared(
      { name: `masking/aggregator-cpu/${label}`, value: addSeconds + opened.seconds, unit: 's' },
      { ...floor, value: streamSeconds(opened.result, words) },
    ),
    { name: `masking/upload/${label}`, value: 4 * words, unit: 'bytes' },
  ]
}

/** Figures of masking and opening a sum. */
export async function benchMasking(): Promise<readonly Figure[]> {
  // Once without measuring, so that the code is compiled.
  measureRound({ members: 5, parameters: 10_000, dropShare: 0 })
  return [
    ...(await benchMaskExpansion()),
    ...measureRound({ members: 20, parameters: 100_000, dropShare: 0 }),
    ...measureRound({ members: 20, parameters: 100_000, dropShare: 0.1 }),
  ]
}
