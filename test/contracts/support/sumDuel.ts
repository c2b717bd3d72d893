import { toHex } from '@vain/base'
import { merkleProof } from '@vain/crypto'
import {
  type Block,
  type CourtTerms,
  choose,
  chosenState,
  type GameMove,
  openSurvivors,
  openTerms,
  type PostedBlock,
  type PostedSurvivors,
  postedSurvivors,
  provePair,
  type SumFacts,
  sumStages,
  survivorsState,
  termsOf,
  termsState,
  toHalves,
  toPosted,
  wordsOfBlock,
} from '@vain/protocol'
import type { ContractTransactionReceipt, ContractTransactionResponse } from 'ethers'
import { as, receiptOf } from './chain.ts'
import type { Operator } from './operators.ts'
import { type Challenge, eventOf, type SumStage, termsOfEvent } from './sumStage.ts'

/** What the court was told of an opening so far. */
type Told = {
  deadline: bigint
  readonly blocks: readonly Block[]
  readonly opening: PostedSurvivors
  chosen?: { readonly index: number; readonly net: PostedBlock }
  terms?: CourtTerms
  pairs?: readonly Block[]
}

/** A game on the chain that is played by the moves of the model. */
export type Duel = {
  readonly stage: SumStage
  readonly game: Challenge
  readonly at: number
  readonly players: ReadonlyMap<string, Operator>
  readonly told: Map<string, Told>
}

type Sent = Promise<ContractTransactionResponse>

/** The model's judge for block `at` of a round on the chain. */
export function factsOf({ record }: SumStage, at: number): SumFacts {
  const length = record.survivors[0]?.mask.length ?? 0
  const sum = new Uint8Array(64)
  sum.set(record.sum.subarray(64 * at, 64 * at + 64))
  const terms = new Map(record.survivors.map((one) => [one.index, termsOf(record, one, at)]))
  return {
    survivors: record.survivors.map(({ index }) => index),
    words: wordsOfBlock(length, at),
    sum,
    fits: record.sum.length === 4 * length,
    termsOf: (index) => terms.get(index) as NonNullable<ReturnType<typeof terms.get>>,
  }
}

/** Whether the court can be asked for this at all: there is an opening, and such a pair in it. */
export function isPossible({ stage, told }: Duel, move: GameMove): boolean {
  if (move.kind === 'convict' || move.kind === 'openSurvivors') return true
  const { chosen, terms } = told.get(move.kind === 'openTerms' ? move.by : move.opener) ?? {}
  if (move.kind === 'openTerms') return chosen !== undefined
  if (move.kind === 'provePair') {
    const survivor = stage.record.survivors.find(({ index }) => index === terms?.index)
    return survivor?.pairs.some(({ peer }) => peer === move.peer) ?? false
  }
  if (move.kind === 'proveVector' || move.kind === 'proveSelf') return terms !== undefined
  return told.has(move.opener)
}

/** Makes a move on the chain. Returns the name of the error if the court refuses it. */
export async function make(duel: Duel, move: GameMove): Promise<string | undefined> {
  try {
    learn(duel, move, await receiptOf(send(duel, move) as Sent))
    return undefined
  } catch (error) {
    const [, name] = /custom error '(\w+)\(/.exec(String((error as Error).message)) ?? []
    if (name === undefined) throw error
    return name
  }
}

function send(duel: Duel, move: GameMove): Promise<unknown> {
  const { stage, game, at, players, told } = duel
  const { record } = stage
  const { case_ } = game
  const by = players.get('by' in move ? move.by : 'challenger') as Operator
  const court = as(stage.court, by.wallet)
  if (move.kind === 'convict') return court.convict(case_)
  if (move.kind === 'openSurvivors')
    return court.openSurvivors(
      ...[case_, openSurvivors(record, at).survivors, move.blocks.flatMap(toHalves)],
    )
  const name = move.kind === 'openTerms' ? move.by : move.opener
  const { deadline, opening, blocks, ...later } = told.get(name) as Told
  const opened = [case_, (players.get(name) as Operator).wallet.address]
  if (move.kind === 'choose') {
    const { chosen, proof } = choose(record, blocks, move.index)
    return court.choose(...opened, deadline, opening, chosen, proof)
  }
  if (move.kind === 'expire') return court.expire(...opened, ...stateOf(told.get(name) as Told))
  if (move.kind === 'openTerms') {
    const right = openTerms(record, at, later.chosen?.index ?? 0)
    const seeds = right.pairs.filter((_, i) => i % 3 === 0)
    const pairs = move.pairs.flatMap((block, i) => [seeds[i] as string, ...toHalves(block)])
    const posted = { ...right, masked: toPosted(move.masked), pairs }
    return court.openTerms(case_, deadline, later.chosen, posted)
  }
  if (move.kind === 'proveSum') {
    const { announcement, survivors } = openTerms(record, at, 1)
    const edges = toHex(record.survivors[1]?.mask.edges ?? new Uint8Array(32))
    const message = [survivors, 1, announcement, toHex(record.frame.maskCtx), edges]
    return court.proveSum(...opened, deadline, opening, ...message, placeOf(duel, record.sum))
  }
  const { terms, pairs } = later
  const survivor = record.survivors.find(({ index }) => index === terms?.index)
  if (move.kind === 'proveSelf') return court.proveSelf(...opened, deadline, terms)
  if (move.kind === 'proveVector') {
    const vector = survivor?.vector ?? new Uint8Array()
    return court.proveVector(...opened, deadline, terms, placeOf(duel, vector))
  }
  const posted = (survivor?.pairs ?? []).map((pair, i) => ({
    ...{ ...pair, block: pairs?.[i] as Block },
  }))
  if (move.kind !== 'provePair') throw new Error(`no move ${move.kind}`)
  const zero = new Uint8Array(64)
  const position = posted.findIndex(({ peer }) => peer === move.peer)
  const shown = provePair({ index: 0, masked: zero, self: zero, pairs: posted }, position)
  if (shown.kind !== 'provePair') throw new Error('no pair')
  const pair = [shown.peer, shown.seed, shown.posted, shown.proof]
  return court.provePair(...opened, deadline, terms, ...pair)
}

/** What `expire` takes of an opening. */
function stateOf({ deadline, opening, chosen, terms }: Told): readonly unknown[] {
  if (terms !== undefined) return [sumStages.terms, deadline, termsState(terms)]
  if (chosen !== undefined) return [sumStages.chosen, deadline, chosenState(chosen)]
  return [sumStages.survivors, deadline, survivorsState(opening)]
}

/** The leaf of a vector of two leaves that holds the block; the last one if its length is wrong. */
function placeOf({ at, stage }: Duel, bytes: Uint8Array): object {
  const leaves = [bytes.slice(0, 4096), bytes.slice(4096)]
  const fits = bytes.length === 4 * (stage.record.survivors[0]?.mask.length ?? 0)
  const index = at < 64 && fits ? 0 : 1
  const siblings = merkleProof(leaves, index).map(toHex)
  return { leaf: toHex(leaves[index] as Uint8Array), turns: BigInt(index), siblings }
}

/** Remembers what the court will want to see again. */
function learn({ stage, told }: Duel, move: GameMove, receipt: ContractTransactionReceipt): void {
  const { court, record } = stage
  const deadlineIn = (name: string): bigint => eventOf(court, receipt, name).deadline as bigint
  if (move.kind === 'convict') return
  if (move.kind === 'openSurvivors') {
    const { blocks } = move
    const opening = postedSurvivors(record, blocks)
    told.set(move.by, { deadline: deadlineIn('SurvivorsOpened'), opening, blocks })
  } else if (move.kind === 'choose') {
    const one = told.get(move.opener) as Told
    one.deadline = deadlineIn('SurvivorChosen')
    one.chosen = choose(record, one.blocks, move.index).chosen
  } else if (move.kind === 'openTerms') {
    const one = told.get(move.by) as Told
    one.deadline = deadlineIn('TermsOpened')
    one.terms = termsOfEvent(eventOf(court, receipt, 'TermsOpened'))
    one.pairs = move.pairs
  } else told.delete(move.opener)
}
