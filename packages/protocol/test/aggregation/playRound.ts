import { addVectors, applyMasks, type Lanes } from '@vain/crypto'
import {
  agreePairs,
  canDeal,
  checkMask,
  checkRecover,
  checkReveal,
  checkShare,
  type Mask,
  maskedEdges,
  maskStreams,
  openGroups,
  type Recover,
  type Reveal,
  readPeers,
  recover,
  reveal,
  type Share,
  type Survivors,
  settleSurvivors,
  vanishedOf,
} from '../../src/index.ts'
import { dealAll, type Group, secretsOf } from './smallGroup.ts'

/** The phase from which on a member is silent; one that vanished may still stand in for others. */
export type Loss = 'advertise' | 'share' | 'mask' | 'reveal' | 'recover'

export type Script = {
  readonly lanes: Lanes
  readonly losses: ReadonlyMap<number, Loss>
  readonly updates: ReadonlyMap<number, Uint32Array>
  /** Changes what was dealt, as others see it. */
  readonly bend?: (shares: Map<number, Share>) => void
  /** Whether the dealer goes by what it published, and not by what it should have dealt. */
  readonly isConsistent?: boolean
}

/** What came out of a round: the sum of each opened group, and all that was said. */
export type Played = {
  readonly shares: ReadonlyMap<number, Share>
  readonly masks: ReadonlyMap<number, Mask>
  readonly vectors: ReadonlyMap<number, Uint32Array>
  readonly survivors: Survivors
  readonly sums: ReadonlyMap<number, { readonly members: number[]; readonly sum: Uint32Array }>
  /** Owners of the seeds that keep the other groups closed. */
  readonly missing: readonly number[]
  /** Whether the round has a result. */
  readonly isEnough: boolean
}

const order: readonly Loss[] = ['advertise', 'share', 'mask', 'recover']

/**
 * Plays a round from keys to sums as members, a leader and validators do: everything said is checked
 * as they check it. Undefined if too few are left, and the round ends before anything is revealed.
 */
export function playRound(
  group: Group,
  { lanes, losses, updates, bend, isConsistent }: Script,
): Played | undefined {
  const speaks = (index: number, phase: Loss): boolean => {
    const loss = losses.get(index)
    if (loss === undefined || phase === 'reveal') return loss === undefined
    return loss === 'reveal' || order.indexOf(loss) > order.indexOf(phase)
  }
  const roster = new Map([...group.frame.roster].filter(([index]) => speaks(index, 'advertise')))
  const frame = { ...group.frame, roster }
  const at = { ...group, frame }
  const dealers = [...roster.keys()].filter((i) => canDeal(frame, i) && speaks(i, 'share'))
  const shares = dealAll(at, dealers)
  for (const [index, body] of shares) assertNone(checkShare(frame, index, body))
  const sent = new Map(shares)
  bend?.(shares)
  const masks = new Map<number, Mask>()
  const vectors = new Map<number, Uint32Array>()
  for (const index of shares.keys()) {
    const said = isConsistent ? shares : sent
    const seen = new Map(shares).set(index, said.get(index) as Share)
    const pairs = agreePairs(frame, seen, index, secretsOf(group, index))
    const isFit = pairs.size + 1 >= frame.topology.thresholdOf(index)
    if (!speaks(index, 'mask') || !isFit) continue
    const words = (updates.get(index) as Uint32Array).slice()
    applyMasks(words, maskStreams(frame, index, secretsOf(group, index), pairs), { lanes })
    const none = new Uint8Array(32)
    const body: Mask = {
      ...{ phase: 3, run: frame.run, round: frame.round, ctx: frame.maskCtx },
      ...{ length: words.length, root: none, content: none },
      ...maskedEdges(shares, index, pairs.keys()),
    }
    assertNone(checkMask(frame, shares, words.length, index, body))
    masks.set(index, body)
    vectors.set(index, words)
  }
  const u2 = settleSurvivors(frame, readPeers(masks))
  if (u2.length < frame.threshold) return undefined
  const kept = new Map([...masks].filter(([index]) => u2.includes(index)))
  const survivors: Survivors = { u1: [...shares.keys()], u2, peers: readPeers(kept) }
  const reveals = new Map(
    u2
      .filter((index) => speaks(index, 'reveal'))
      .map((index): [number, Reveal] => [
        index,
        reveal(frame, shares, survivors, index, secretsOf(group, index)),
      ]),
  )
  for (const [index, body] of reveals)
    assertNone(checkReveal(frame, shares, survivors, index, body))
  const vanished = vanishedOf(survivors, { reveals })
  const recovers = new Map(
    (vanished.length === 0 ? [] : [...shares.keys()])
      .filter((index) => speaks(index, 'recover'))
      .map((index): [number, Recover] => [
        index,
        recover(frame, shares, survivors, index, secretsOf(group, index), u2),
      ]),
  )
  for (const [index, body] of recovers)
    assertNone(checkRecover(frame, shares, survivors, index, body))
  const revealed = { reveals, recovers }
  const { opened, missing, isEnough } = openGroups(frame, shares, survivors, revealed)
  const sums = opened.map(({ group: number, seeds, streams }) => {
    const members = seeds.map(({ index }) => index)
    const sum = sumOf(
      members.map((index) => vectors.get(index) as Uint32Array),
      lanes,
    )
    applyMasks(sum, streams, { lanes })
    return [number, { members, sum }] as const
  })
  const closed = missing.map(({ of }) => of)
  const result = { sums: new Map(sums), missing: closed, isEnough }
  return { shares, masks: kept, vectors, survivors, ...result }
}

/** Wrapping sum, lane by lane. */
export function sumOf(vectors: readonly Uint32Array[], lanes: Lanes): Uint32Array {
  const total = new Uint32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) addVectors(total, vector, lanes)
  return total
}

function assertNone(fault: string | undefined): void {
  if (fault !== undefined) throw new Error(fault)
}
