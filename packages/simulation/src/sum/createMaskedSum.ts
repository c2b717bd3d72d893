import { type RandomSource, toHex, VainError } from '@vain/base'
import { applyMasks, merkleRoot, sha256 } from '@vain/crypto'
import {
  advertise,
  agreePairs,
  canDeal,
  canStand,
  checkRecover,
  checkReveal,
  createRoundSecrets,
  dealShares,
  encode,
  type Hex,
  type MaskFrame,
  maskedEdges,
  maskStreams,
  openGroups,
  type PairSeeds,
  packLanes,
  type Recover,
  type Reveal,
  type Revealed,
  type RosterEntry,
  type RoundSecrets,
  recover,
  reveal,
  roundContext,
  roundStart,
  type Share,
  type Survivors,
  settleSurvivors,
  toMaskFrame,
  vanishedOf,
  zeroHash,
} from '@vain/protocol'
import { bytesFrom, drawsFor } from '../clock/random.ts'
import type { Ledger } from '../ledger/createLedger.ts'
import { createTotals } from './createTotals.ts'
import type { RoundSum, SumTerms } from './roundSum.ts'

/** Root over messages: each stands in it by its hash, since nobody fetches one here. */
function rootOf(messages: Iterable<unknown>): Hex {
  const leaves = [...messages].map((message) => sha256(encode(message)))
  return toHex(merkleRoot(leaves))
}

/** What members and aggregator of a round know, all in one place. */
type Book = {
  readonly terms: SumTerms
  readonly secrets: Map<number, RoundSecrets>
  readonly roster: Map<number, RosterEntry>
  readonly shares: Map<number, Share>
  readonly pairs: Map<number, PairSeeds>
  frame: MaskFrame
  rosterRoot: Hex
  shareRoot: Hex
  maskRoot: Hex
  u2: readonly number[]
}

/**
 * The sum as members and aggregator make it, all of them in this process: keys, shares, masks,
 * reveals and recovery of docs/protocol §4, checks included. Envelopes and transport are left out.
 */
export function createMaskedSum(
  place: Pick<Ledger, 'venue' | 'run' | 'configHash'>,
  terms: SumTerms,
): RoundSum {
  const lanesOf = terms.numbers.laneBits
  const totals = createTotals(terms)
  const book = openBook(place, terms)
  return {
    advertise: (members) => advertiseAll(book, place.configHash, ascending(members)),
    share: (members) => shareAll(book, ascending(members)),
    settle: (members) => settle(book, ascending(members)),
    add(member, lanes) {
      const words = packLanes(lanes, lanesOf)
      const pairs = book.pairs.get(member) as PairSeeds
      const streams = maskStreams(book.frame, member, ownOf(book, member), pairs)
      applyMasks(words, streams, { lanes: lanesOf })
      totals.add(member, words)
    },
    roots: () => ({ roster: book.rosterRoot, share: book.shareRoot, masks: book.maskRoot }),
    open(there) {
      const revealed = revealAll(book, new Set(there))
      const { opened, isEnough } = openGroups(book.frame, book.shares, survivorsOf(book), revealed)
      if (!isEnough) return undefined
      for (const { group, streams } of opened)
        applyMasks(totals.wordsOf(group), streams, { lanes: lanesOf })
      return totals.sums(opened.map(({ group }) => group))
    },
  }
}

function openBook({ venue, run }: Pick<Ledger, 'venue' | 'run'>, terms: SumTerms): Book {
  const { round, threshold, topology } = terms
  const roster = new Map<number, RosterEntry>()
  const place = { venue, run, round, start: roundStart(venue, run, round) }
  // Contexts follow from the roster and the shares.
  const none = new Uint8Array(32)
  const contexts = { ctx: none, maskCtx: none, revealCtx: none }
  return {
    ...{ terms, roster },
    ...{ secrets: new Map(), shares: new Map(), pairs: new Map(), u2: [] },
    ...{ rosterRoot: zeroHash, shareRoot: zeroHash, maskRoot: zeroHash },
    frame: { ...place, ...contexts, roster, threshold, topology },
  }
}

const randomOf = ({ terms }: Book, member: number, step: string): RandomSource =>
  bytesFrom(drawsFor(terms.seed, step, terms.round, member))

/** The cast holds for members of the roster. */
const ownOf = ({ secrets }: Book, member: number): RoundSecrets =>
  secrets.get(member) as RoundSecrets

function advertiseAll(book: Book, configHash: Hex, members: readonly number[]): void {
  const { roster, secrets, frame, terms } = book
  for (const member of members) {
    secrets.set(member, createRoundSecrets(randomOf(book, member, 'keys')))
    roster.set(member, advertise(frame, member, ownOf(book, member)))
  }
  book.rosterRoot = rootOf(roster.values())
  const { openHead, modelRoot } = terms
  const roots = { membersRoot: sha256(encode([...roster.keys()])), rosterRoot: book.rosterRoot }
  book.frame = { ...frame, ctx: roundContext({ openHead, modelRoot, configHash, ...roots }) }
}

function shareAll(book: Book, members: readonly number[]): readonly number[] {
  const { frame, shares } = book
  for (const member of members.filter((index) => canDeal(frame, index))) {
    const random = randomOf(book, member, 'shares')
    shares.set(member, dealShares(frame, member, ownOf(book, member), random))
  }
  if (shares.size > 0) book.shareRoot = rootOf(shares.values())
  book.frame = toMaskFrame(frame, book.shareRoot)
  return [...shares.keys()]
}

function settle(book: Book, members: readonly number[]): readonly number[] {
  const { frame, shares, pairs } = book
  for (const member of members)
    pairs.set(member, agreePairs(frame, shares, member, ownOf(book, member)))
  const peers = new Map([...pairs].map(([member, seeds]) => [member, [...seeds.keys()]]))
  const settled = settleSurvivors(frame, peers)
  if (!canStand(frame, settled)) return []
  book.u2 = settled
  book.maskRoot = rootOf(settled.map((i) => maskedEdges(shares, i, peers.get(i) ?? [])))
  return settled
}

function survivorsOf({ shares, pairs, u2 }: Book): Survivors {
  const peers = new Map(u2.map((member) => [member, [...(pairs.get(member)?.keys() ?? [])]]))
  return { u1: [...shares.keys()], u2, peers }
}

/** What those who are still there reveal, and recover of those who are not. */
function revealAll(book: Book, there: ReadonlySet<number>): Revealed {
  const { frame, shares } = book
  const survivors = survivorsOf(book)
  const reveals = new Map<number, Reveal>()
  for (const member of survivors.u2.filter((index) => there.has(index))) {
    const body = reveal(frame, shares, survivors, member, ownOf(book, member))
    assertHonest(checkReveal(frame, shares, survivors, member, body), member)
    reveals.set(member, body)
  }
  const vanished = vanishedOf(survivors, { reveals })
  const recovers = new Map<number, Recover>()
  const asked = vanished.length === 0 ? [] : survivors.u1.filter((index) => there.has(index))
  for (const member of asked) {
    const body = recover(frame, shares, survivors, member, ownOf(book, member), vanished)
    assertHonest(checkRecover(frame, shares, survivors, member, body), member)
    recovers.set(member, body)
  }
  return { reveals, recovers }
}

const ascending = (members: readonly number[]): number[] => members.toSorted((a, b) => a - b)

/** Members of a simulation keep the rules of masking; a fault here is a defect of the code. */
function assertHonest(fault: string | undefined, member: number): void {
  if (fault !== undefined)
    throw new VainError('simulation/fault', 'what a member revealed does not fit', {
      fault,
      member,
    })
}
