import { concatBytes, fromHex, toHex, toUint } from '@vain/base'
import { keccak256, merkleProof } from '@vain/crypto'
import { hashBytes, hashWords } from '../abi.ts'
import { toBitmap } from '../bitmap.ts'
import { type Hex, zeroHash } from '../hex.ts'
import { type ForcedKeys, nextInbox } from '../round/transcript.ts'
import { agree, type Block, blockAt, wordsOfBlock } from './block.ts'
import { keccakProof, keccakRoot } from './keccakTree.ts'
import { multiproof } from './multiproof.ts'
import { rosterPlaceOf, type SumRecord, type SurvivorRecord, signatureOf } from './record.ts'
import { type BlockTerms, netsOf, sumOfBlocks, termsOf } from './terms.ts'
import { leafOfBlock, unfitPlace, type VectorPlace, vectorPlace } from './vectorPlace.ts'

/** `ISumCourt.Block`. */
export type PostedBlock = { readonly first: Hex; readonly second: Hex }

/** `VectorTree.Place`. */
export type PostedPlace = {
  readonly leaf: Hex
  readonly turns: bigint
  readonly siblings: readonly Hex[]
}

/** `ISumCourt.Survivors`: what the court knows of an opening after its first move. */
export type PostedSurvivors = { readonly sum: PostedBlock; readonly root: Hex }

/** `ISumCourt.Announcement`. */
export type Announcement = {
  readonly length: number
  readonly root: Hex
  readonly content: Hex
  readonly peers: Hex
  readonly signature: Hex
  readonly path: readonly Hex[]
}

/** `ISumCourt.Entry`, `IDataCourt.Entry`: what courts are shown of an entry of an inbox. */
export type InboxEntry = Omit<ForcedKeys, 'kemKey'> & { readonly kemKeyHash: Hex }

/** An entry as courts are shown it. */
export const toInboxEntry = ({ kemKey, ...words }: ForcedKeys): InboxEntry => ({
  ...words,
  kemKeyHash: hashBytes(fromHex(kemKey)),
})

/** `ISumCourt.Roster`. */
export type RosterProof = {
  readonly maskKey: Hex
  readonly sealKey: Hex
  readonly kemKey: Hex
  readonly signature: Hex
  readonly position: number
  readonly size: number
  readonly path: readonly Hex[]
  readonly before: Hex
  readonly later: readonly InboxEntry[]
}

/** `ISumCourt.Opening`. */
export type PostedTerms = {
  readonly survivors: Hex
  readonly announcement: Announcement
  readonly ctx: Hex
  readonly selfSeed: Hex
  readonly roster: RosterProof
  readonly masked: PostedBlock
  /** Seed and two halves of the block of each dropped peer. */
  readonly pairs: readonly Hex[]
  readonly edges: readonly Hex[]
}

/** The challenger's answer to an opening. */
export type SurvivorsAnswer =
  | {
      readonly kind: 'choose'
      readonly chosen: { readonly index: number; readonly net: PostedBlock }
      readonly proof: readonly Hex[]
    }
  | {
      readonly kind: 'proveSum'
      readonly survivors: Hex
      readonly index: number
      readonly announcement: Announcement
      readonly ctx: Hex
      readonly edges: Hex
      readonly place: PostedPlace
    }

/** The challenger's answer to the terms of a survivor. */
export type TermsAnswer =
  | { readonly kind: 'proveVector'; readonly place: PostedPlace }
  | { readonly kind: 'proveSelf' }
  | {
      readonly kind: 'provePair'
      readonly peer: number
      readonly seed: Hex
      readonly posted: PostedBlock
      readonly proof: readonly Hex[]
    }

/** A block as the court takes several of them. */
export const toHalves = (block: Block): [Hex, Hex] => [
  toHex(block.subarray(0, 32)),
  toHex(block.subarray(32)),
]

/** The blocks that the court was given. */
export const fromHalves = (halves: readonly Hex[]): Block[] =>
  Array.from({ length: Math.floor(halves.length / 2) }, (_, i) =>
    concatBytes(...halves.slice(2 * i, 2 * i + 2).map(fromHex)),
  )

/** A block as the court takes one of them. */
export function toPosted(block: Block): PostedBlock {
  const [first, second] = toHalves(block)
  return { first, second }
}

/** A place as the courts take it. */
export const toPlace = ({ leaf, turns, siblings }: VectorPlace): PostedPlace => ({
  leaf: toHex(leaf),
  turns,
  siblings: siblings.map(toHex),
})

const bitmapOf = (record: SumRecord): Hex =>
  toHex(toBitmap(record.survivors.map(({ index }) => index)))

/** What every survivor adds to a block: the opener's first move. */
export function openSurvivors(
  record: SumRecord,
  number: number,
): { readonly survivors: Hex; readonly blocks: readonly Hex[] } {
  return { survivors: bitmapOf(record), blocks: netsOf(record, number).flatMap(toHalves) }
}

/** What the court keeps of an opening with these blocks, ascending by survivor. */
export function postedSurvivors(record: SumRecord, blocks: readonly Block[]): PostedSurvivors {
  return {
    sum: toPosted(sumOfBlocks(blocks)),
    root: toHex(keccakRoot(survivorLeaves(record, blocks))),
  }
}

/**
 * The answer to what an opener says that the survivors add, or undefined if all of it is right.
 *
 * @param blocks - what it posted, ascending by survivor
 */
export function answerSurvivors(
  record: SumRecord,
  number: number,
  blocks: readonly Block[],
): SurvivorsAnswer | undefined {
  const [survivor] = record.survivors
  if (survivor === undefined) return undefined
  const { length } = survivor.mask
  const unfit = unfitPlace(record.sum, length)
  const words = wordsOfBlock(length, number)
  if (unfit) return proveSum(record, survivor, unfit)
  if (!agree(sumOfBlocks(blocks), blockAt(record.sum, number), words))
    return proveSum(record, survivor, vectorPlace(record.sum, leafOfBlock(number)))
  const nets = netsOf(record, number)
  const wrong = nets.findIndex((net, i) => !agree(net, blocks[i] as Block, words))
  const [chosen, posted] = [record.survivors[wrong], blocks[wrong]]
  if (chosen === undefined || posted === undefined) return undefined
  return choose(record, blocks, chosen.index)
}

/** Names one survivor of an opening, whatever it posted. */
export function choose(
  record: SumRecord,
  blocks: readonly Block[],
  index: number,
): SurvivorsAnswer & { readonly kind: 'choose' } {
  const position = record.survivors.findIndex((survivor) => survivor.index === index)
  const net = toPosted(blocks[position] as Block)
  const proof = keccakProof(survivorLeaves(record, blocks), position).map(toHex)
  return { kind: 'choose', chosen: { index, net }, proof }
}

function proveSum(
  record: SumRecord,
  survivor: SurvivorRecord,
  place: VectorPlace,
): SurvivorsAnswer {
  return {
    kind: 'proveSum',
    survivors: bitmapOf(record),
    index: survivor.index,
    announcement: announcementOf(record, survivor),
    ctx: toHex(record.frame.maskCtx),
    edges: toHex(survivor.mask.edges),
    place: toPlace(place),
  }
}

function survivorLeaves(record: SumRecord, blocks: readonly Block[]): Uint8Array[] {
  return record.survivors.map(({ index }, i) => keccak256(toUint(index, 256), blocks[i] as Block))
}

/** The terms of one survivor: the opener's second move. */
export function openTerms(record: SumRecord, number: number, index: number): PostedTerms {
  const survivor = record.survivors.find((one) => one.index === index) as SurvivorRecord
  const terms = termsOf(record, survivor, number)
  const dropped = new Set(survivor.pairs.map(({ peer }) => peer))
  const shown = survivor.edges.flatMap(({ peer }, i) => (dropped.has(peer) ? [i] : []))
  const leaves = survivor.edges.map(({ peer, edge }) => concatBytes(toUint(peer, 16), edge))
  return {
    survivors: bitmapOf(record),
    announcement: announcementOf(record, survivor),
    ctx: toHex(record.frame.ctx),
    selfSeed: toHex(survivor.selfSeed),
    roster: rosterProofOf(record, index),
    masked: toPosted(terms.masked),
    pairs: terms.pairs.flatMap(({ seed, block }) => [toHex(seed), ...toHalves(block)]),
    edges: multiproof(leaves, shown).map(toHex),
  }
}

/** The answer to an opener's terms, or undefined if all of them are right. */
export function answerTerms(
  record: SumRecord,
  number: number,
  posted: BlockTerms,
): TermsAnswer | undefined {
  const survivor = record.survivors.find(({ index }) => index === posted.index)
  if (survivor === undefined) return undefined
  const { length } = survivor.mask
  const words = wordsOfBlock(length, number)
  const terms = termsOf(record, survivor, number)
  const unfit = unfitPlace(survivor.vector, length)
  if (unfit) return { kind: 'proveVector', place: toPlace(unfit) }
  if (!agree(terms.masked, posted.masked, words))
    return {
      kind: 'proveVector',
      place: toPlace(vectorPlace(survivor.vector, leafOfBlock(number))),
    }
  const wrong = terms.pairs.findIndex(
    ({ block }, i) => !agree(block, posted.pairs[i]?.block ?? block, words),
  )
  if (wrong >= 0) return provePair(posted, wrong)
  return agree(terms.self, posted.self, words) ? undefined : { kind: 'proveSelf' }
}

/** Shows one pair of an opener's terms, whatever it posted. */
export function provePair(posted: BlockTerms, position: number): TermsAnswer {
  const { peer, seed, block } = posted.pairs[position] as BlockTerms['pairs'][number]
  const leaves = posted.pairs.map((pair) =>
    keccak256(toUint(pair.peer, 256), pair.seed, pair.block),
  )
  const proof = keccakProof(leaves, position).map(toHex)
  return { kind: 'provePair', peer, seed: toHex(seed), posted: toPosted(block), proof }
}

function announcementOf(record: SumRecord, { index, mask }: SurvivorRecord): Announcement {
  const position = record.maskBundle.findIndex(({ sender }) => sender === index)
  const envelope = record.maskBundle[position]
  const leaves = record.maskBundle.map(({ bytes }) => bytes)
  return {
    length: mask.length,
    root: toHex(mask.root),
    content: toHex(mask.content),
    peers: toHex(mask.peers),
    signature: envelope === undefined ? '0x' : toHex(signatureOf(envelope)),
    path: merkleProof(leaves, position).map(toHex),
  }
}

function rosterProofOf(record: SumRecord, index: number): RosterProof {
  const none = {
    signature: '0x',
    position: 0,
    size: 0,
    path: [],
    before: zeroHash,
    later: [],
  } as const
  const place = rosterPlaceOf(record, index)
  if (place?.kind === 'advertised') {
    const leaves = record.rosterBundle.map(({ bytes }) => bytes)
    return {
      ...none,
      maskKey: toHex(place.body.maskKey),
      sealKey: toHex(place.body.sealKey),
      kemKey: toHex(place.body.kemKey),
      signature: toHex(leaves[place.position]?.subarray(-65) ?? new Uint8Array()),
      position: place.position,
      size: leaves.length,
      path: merkleProof(leaves, place.position).map(toHex),
    }
  }
  const position = place?.position ?? 0
  const keys = record.forced[position]
  return {
    ...none,
    maskKey: keys?.maskKey ?? zeroHash,
    sealKey: keys?.sealKey ?? zeroHash,
    kemKey: keys?.kemKey ?? '0x',
    before: record.forced.slice(0, position).reduce(nextInbox, zeroHash),
    later: record.forced.slice(position + 1).map(toInboxEntry),
  }
}

/** Numbers of `ISumCourt.Stage`. */
export const sumStages = { survivors: 1, chosen: 2, terms: 3 } as const

/** What `expire` takes for an opening after `openSurvivors`. */
export const survivorsState = ({ sum, root }: PostedSurvivors): Hex =>
  hashWords(sum.first, sum.second, root)

/** What `expire` takes for an opening after `choose`. */
export const chosenState = (chosen: { index: number; net: PostedBlock }): Hex =>
  hashWords(chosen.index, chosen.net.first, chosen.net.second)

/** `ISumCourt.Terms`: what the court knows of an opening after its second move. */
export type CourtTerms = {
  readonly index: number
  readonly length: number
  readonly vectorRoot: Hex
  readonly ctx: Hex
  readonly selfSeed: Hex
  readonly masked: PostedBlock
  readonly self: PostedBlock
  readonly pairs: Hex
}

/** What `expire` takes for an opening after `openTerms`. */
export const termsState = (terms: CourtTerms): Hex =>
  hashWords(
    ...[terms.index, terms.length, terms.vectorRoot, terms.ctx, terms.selfSeed],
    ...[terms.masked.first, terms.masked.second, terms.self.first, terms.self.second],
    terms.pairs,
  )
