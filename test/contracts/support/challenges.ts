import type { PostedPlace } from '@vain/protocol'
import type { ContractTransactionResponse } from 'ethers'
import { as, helpers, receiptOf } from './chain.ts'
import { laterOf, randaoOf } from './history.ts'
import {
  type Courts,
  type fixResult,
  type Inputs,
  leafOf,
  memberOf,
  modelBytes,
  moveSeconds,
  pieceOf,
  sumBytes,
  words,
} from './inputs.ts'
import type { Operator } from './operators.ts'
import { runNumber } from './round.ts'

type Sent = Promise<ContractTransactionResponse>

/** Numbers of `IDataCourt.Kind`. */
export const kinds = { message: 0, vector: 1, sum: 2, model: 3, seed: 4 } as const

/** A challenge as the court takes it back. */
export type Challenge = {
  readonly run: bigint
  readonly round: bigint
  readonly kind: bigint
  readonly member: bigint
  readonly number: bigint
  readonly size: bigint
  readonly length: bigint
  readonly words: bigint
  readonly root: string
  readonly accused: string
  readonly challenger: string
  readonly bond: bigint
  readonly deadline: bigint
  readonly isDispute: boolean
}

/** The operator with this index, who signs its own transactions. */
export function operatorAt({ operators }: Courts, index: number): Operator {
  const operator = operators[index]
  if (operator === undefined) throw new Error(`no operator ${index}`)
  return operator
}

/** Who asks and who answers, neither of them trainer or leader. */
export const askerOf = (courts: Courts): Operator => operatorAt(courts, 9)
export const helperOf = (courts: Courts): Operator => operatorAt(courts, 8)

const dataBy = (courts: Courts, { wallet }: Operator) => as(courts.data, wallet)

/** Calls the court as the asker. */
export async function call(courts: Courts, name: string, ...args: readonly unknown[]): Sent {
  const method = dataBy(courts, askerOf(courts))[name]
  if (method === undefined) throw new Error(`no method ${name}`)
  return method(...args)
}

export const askMessage = async (courts: Courts, inputs: Inputs, member: number): Sent =>
  call(courts, 'challengeMessage', ...(await historyOf(courts, inputs)), member)

export async function askVector(
  courts: Courts,
  inputs: Inputs,
  member: number,
  number: number,
): Sent {
  const evidence = memberOf(inputs, member)
  return call(courts, 'challengeVector', ...(await historyOf(courts, inputs)), evidence, number)
}

type Result = Awaited<ReturnType<typeof fixResult>>

export async function askResult(
  courts: Courts,
  inputs: Inputs,
  result: Result,
  kind: number,
  number: number,
  claimed: number = words - (kind === kinds.model ? 1 : 0),
): Sent {
  const [run, round, step, later] = await historyOf(courts, inputs)
  const terms = [run, round, step, result, later.slice(1), kind, claimed, number]
  return call(courts, 'challengeResult', ...terms)
}

/** Accuses a survivor of silence, by its advertise message in the roster. */
export async function accuse(
  courts: Courts,
  inputs: Inputs,
  member: number,
  change: { readonly leaf?: object; readonly binding?: object; readonly randao?: string } = {},
): Sent {
  const history = await historyOf(courts, inputs)
  const { bundles } = inputs
  const leaf = { ...leafOf(bundles.roster, member), size: bundles.roster.length, ...change.leaf }
  const binding = { ...inputs.binding, ...change.binding }
  const randao = change.randao ?? (await randaoOf(courts))
  const terms = [randao, memberOf(inputs, member), binding, leaf]
  return call(courts, 'accuse', ...history, ...terms)
}

async function historyOf(courts: Courts, inputs: Inputs) {
  const later = await laterOf(courts, inputs)
  return [runNumber, inputs.round, inputs.step, later] as const
}

/** The challenge that a transaction opened. */
export async function opened(courts: Courts, transaction: Sent): Promise<Challenge> {
  const { logs } = await receiptOf(transaction)
  for (const log of logs) {
    const event = courts.data.interface.parseLog(log)
    if (event?.name === 'Challenged') return event.args.challenge.toObject()
  }
  throw new Error('nothing was challenged')
}

/** The honest answer to a challenge for a leaf. */
export function answerTo(inputs: Inputs, challenge: Challenge) {
  const [kind, member, number] = [challenge.kind, challenge.member, challenge.number].map(Number)
  if (kind === kinds.message) {
    const { envelope, path } = leafOf(inputs.bundles.masks, Number(number))
    return { leaf: envelope, path }
  }
  const vector = inputs.vectors.get(Number(member)) ?? new Uint8Array()
  const bytes = { [kinds.vector]: vector, [kinds.sum]: sumBytes, [kinds.model]: modelBytes }
  return pieceOf(bytes[kind as 1 | 2 | 3], Number(number))
}

/** Answers honestly as the helper. */
export async function answer(courts: Courts, inputs: Inputs, challenge: Challenge): Sent {
  const court = dataBy(courts, helperOf(courts))
  if (Number(challenge.kind) === kinds.seed) {
    const seed = inputs.seeds.get(Number(challenge.member)) ?? new Uint8Array(32)
    return court.reveal?.(challenge, seed)
  }
  const { leaf, path } = answerTo(inputs, challenge)
  return court.answer?.(challenge, '0x', leaf, path)
}

/** Says as the helper that a sum or a model has another length. */
export async function refute(
  courts: Courts,
  challenge: Challenge,
  form: string,
  place: PostedPlace,
): Sent {
  return dataBy(courts, helperOf(courts)).refute?.(challenge, form, place)
}

/** Passes the deadline of challenges that were just opened, and convicts as anyone. */
export async function convictLate(courts: Courts, challenge: Challenge): Sent {
  if ((await helpers.time.latest()) <= Number(challenge.deadline))
    await helpers.time.increaseTo(challenge.deadline + 1n)
  return courts.data.convict?.(challenge)
}

/** Seconds that are longer than any challenge is open. */
export const longEnough: number = moveSeconds + 1

/** Status of the accused's sentence. */
export async function statusOf(courts: Courts, challenge: Challenge): Promise<bigint> {
  const { run, round, kind, accused } = challenge
  const caseId = await courts.data.caseOf?.(run, round, kind)
  return (await courts.slasher.sentenceOf(caseId, accused)).status
}

/** Tokens that the court holds. */
export const heldBy = async (courts: Courts): Promise<bigint> =>
  courts.token.balanceOf(await courts.data.getAddress())

/** Tokens of an operator besides its stake. */
export const purseOf = ({ token }: Courts, { wallet }: Operator): Promise<bigint> =>
  token.balanceOf(wallet.address)

/** Ends the current round at its deadline without a result. */
export async function abortRound({ ledger }: Courts): Promise<void> {
  const { round, deadline } = await ledger.cursorOf(runNumber)
  await helpers.time.increaseTo(deadline + 1n)
  await ledger.abort(runNumber, round)
}
