import { fromHex } from '@vain/base'
import {
  addBlocks,
  answerSurvivors,
  answerTerms,
  type Block,
  type BlockTerms,
  blockAt,
  type CourtTerms,
  fromHalves,
  type Hex,
  netsOf,
  openSurvivors,
  openTerms,
  type PostedBlock,
  type PostedSurvivors,
  type PostedTerms,
  subtractBlocks,
  sumOfBlocks,
  toHalves,
  toPosted,
} from '@vain/protocol'
import type { ContractTransactionReceipt } from 'ethers'
import { as, receiptOf } from './chain.ts'
import type { Operator } from './operators.ts'
import { blockOf, type Challenge, eventOf, plain, type SumStage, termsOfEvent } from './sumStage.ts'

/** An opening after its first move. */
export type Opened = {
  readonly opener: string
  readonly deadline: bigint
  readonly opening: PostedSurvivors
  readonly blocks: readonly Block[]
  readonly receipt: ContractTransactionReceipt
}

/** An opening after a choice. */
export type Chosen = {
  readonly opener: string
  readonly deadline: bigint
  readonly chosen: { readonly index: number; readonly net: PostedBlock }
  readonly receipt: ContractTransactionReceipt
}

/** An opening after its second move. */
export type Shown = {
  readonly opener: string
  readonly deadline: bigint
  readonly terms: CourtTerms
  readonly posted: BlockTerms
  readonly receipt: ContractTransactionReceipt
}

/** What an opener posts, by default what is true. */
export type Lie = (posted: readonly Block[]) => readonly Block[]

/** `openSurvivors`. */
export async function post(
  stage: SumStage,
  { case_ }: Challenge,
  options: { readonly by?: Operator; readonly lie?: Lie } = {},
): Promise<Opened> {
  const { court, record } = stage
  const move = openSurvivors(record, Number(case_.number))
  const right = fromHalves(move.blocks)
  const blocks = options.lie?.(right) ?? right
  const by = options.by ?? stage.opener
  const receipt = await receiptOf(
    as(court, by.wallet).openSurvivors(case_, move.survivors, blocks.flatMap(toHalves)),
  )
  const { opener, deadline, opening } = eventOf(court, receipt, 'SurvivorsOpened')
  return {
    ...{ opener: opener as string, deadline: deadline as bigint, opening: plain(opening) },
    ...{ blocks, receipt },
  }
}

/** `choose`, or whatever the record says that the opening calls for. */
export async function answer(
  stage: SumStage,
  { case_ }: Challenge,
  { opener, deadline, opening, blocks }: Opened,
): Promise<ContractTransactionReceipt> {
  const { court, record, challenger } = stage
  const move = answerSurvivors(record, Number(case_.number), blocks)
  if (move === undefined) throw new Error('the opening is right')
  const called = as(court, challenger.wallet)
  if (move.kind === 'choose')
    return receiptOf(called.choose(case_, opener, deadline, opening, move.chosen, move.proof))
  const { survivors, index, announcement, ctx, edges, place } = move
  const shown = [survivors, index, announcement, ctx, edges, place]
  return receiptOf(called.proveSum(case_, opener, deadline, opening, ...shown))
}

/** The choice in a receipt. */
export function chosenIn({ court }: SumStage, receipt: ContractTransactionReceipt): Chosen {
  const { opener, deadline, chosen } = eventOf(court, receipt, 'SurvivorChosen')
  const { index, net } = plain<{ index: bigint; net: PostedBlock }>(chosen)
  return {
    ...{ opener: opener as string, deadline: deadline as bigint, receipt },
    chosen: { index: Number(index), net },
  }
}

/** `openTerms`. */
export async function show(
  stage: SumStage,
  { case_ }: Challenge,
  { deadline, chosen }: Chosen,
  options: { readonly by?: Operator; readonly lie?: (terms: PostedTerms) => PostedTerms } = {},
): Promise<Shown> {
  const { court, record } = stage
  const right = openTerms(record, Number(case_.number), chosen.index)
  const terms = options.lie?.(right) ?? right
  const by = options.by ?? stage.opener
  const receipt = await receiptOf(as(court, by.wallet).openTerms(case_, deadline, chosen, terms))
  const event = eventOf(court, receipt, 'TermsOpened')
  const kept = termsOfEvent(event)
  const survivor = record.survivors.find(({ index }) => index === chosen.index)
  const pairs = (survivor?.pairs ?? []).map(({ peer }, i) => ({
    ...{ peer, seed: fromHex(terms.pairs[3 * i] as string) },
    block: fromHalves(terms.pairs.slice(3 * i + 1, 3 * i + 3))[0] as Block,
  }))
  return {
    ...{ opener: event.opener as string, deadline: event.deadline as bigint, receipt, terms: kept },
    posted: { index: chosen.index, masked: blockOf(kept.masked), self: blockOf(kept.self), pairs },
  }
}

/** Whatever the record says that the terms call for. */
export async function prove(
  stage: SumStage,
  { case_ }: Challenge,
  { opener, deadline, terms, posted }: Shown,
): Promise<ContractTransactionReceipt> {
  const { court, record, challenger } = stage
  const move = answerTerms(record, Number(case_.number), posted)
  if (move === undefined) throw new Error('the terms are right')
  const called = as(court, challenger.wallet)
  if (move.kind === 'proveVector')
    return receiptOf(called.proveVector(case_, opener, deadline, terms, move.place))
  if (move.kind === 'proveSelf') return receiptOf(called.proveSelf(case_, opener, deadline, terms))
  const pair = [move.peer, move.seed, move.posted, move.proof]
  return receiptOf(called.provePair(case_, opener, deadline, terms, ...pair))
}

/** A lie in the net of one survivor, so that all add up to the published sum. */
export function hideIn({ record }: SumStage, { case_ }: Challenge, position: number): Lie {
  return (nets) => {
    const published = blockAt(record.sum, Number(case_.number))
    const gap = subtractBlocks(published, sumOfBlocks(nets))
    return nets.map((net, i) => (i === position ? addBlocks(net, gap) : net))
  }
}

/** Where a liar hides the difference between a survivor's net and the terms it follows from. */
export type Hiding = 'vector' | 'self' | 'pair'

/** Terms that fit `net`, with the lie in one of them. */
export function hideTerms(
  { record }: SumStage,
  { case_ }: Challenge,
  { chosen }: Chosen,
  hiding: Hiding,
): (terms: PostedTerms) => PostedTerms {
  const position = record.survivors.findIndex(({ index }) => index === chosen.index)
  const real = netsOf(record, Number(case_.number))[position] as Block
  const gap = subtractBlocks(blockOf(chosen.net), real)
  return (terms) => {
    if (hiding === 'vector')
      return { ...terms, masked: toPosted(addBlocks(blockOf(terms.masked), gap)) }
    // The court takes what is left for the survivor's own mask.
    if (hiding === 'self') return terms
    const [seed, left, right, ...rest] = terms.pairs as [Hex, Hex, Hex, ...Hex[]]
    const first = fromHalves([left, right])[0] as Block
    const peer = record.survivors[position]?.pairs[0]?.peer as number
    const move = chosen.index < peer ? subtractBlocks : addBlocks
    return { ...terms, pairs: [seed, ...toHalves(move(first, gap)), ...rest] }
  }
}
