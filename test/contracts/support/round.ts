import { fromHex, Secret, toHex, toUint } from '@vain/base'
import { blsSign } from '@vain/crypto'
import { toBitmap } from '@vain/protocol'
import { AbiCoder, type ContractTransactionResponse, id } from 'ethers'
import { as, ethers, type Typed } from './chain.ts'
import { kemKeyOf } from './kemKey.ts'
import type { Operator } from './operators.ts'
import type { Stage } from './stage.ts'

type Sent = Promise<ContractTransactionResponse>

/** Order of the scalars of BLS12-381. Source: draft-irtf-cfrg-pairing-friendly-curves-11 §4.2.1. */
export const scalarOrder = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

/** Content as the contracts take it, drawn from its name. */
export type Artefact = { readonly root: string; readonly content: string }

export const artefactOf = (name: string): Artefact => ({
  root: id(name),
  content: id(`${name} content`),
})

/** What `goToProposed` and `certify` fix. */
export const artefacts = {
  roster: artefactOf('roster'),
  share: artefactOf('share'),
  masks: artefactOf('masks'),
  reveals: artefactOf('reveals'),
  sum: artefactOf('sum'),
  model: artefactOf('model'),
  evaluation: artefactOf('evaluation'),
} as const

/** The run that `stageNetwork` creates. */
export const runNumber = 1

/** Sets what a call does not say itself. */
export type CallOptions = {
  readonly by?: Operator
  readonly round?: number
  readonly run?: number
  /** Length of the key of ML-KEM that is forced, if not the right one. */
  readonly kemKeyBytes?: number | undefined
}

/** Bitmap of indices as the contracts take it. */
export const bitmapOf = (indices: readonly number[]): string => toHex(toBitmap(indices))

/** Who may make the next transition, in the block that would be mined now. */
export async function leaderOf(stage: Stage, run: number = runNumber): Promise<Operator> {
  const address = await stage.ledger.leaderOf.staticCall(run, { blockTag: 'pending' })
  const leader = stage.operators.find(({ wallet }) => wallet.address === address)
  if (leader === undefined) throw new Error(`${address} is no operator`)
  return leader
}

/** The ledger called by the leader, or by whom the options name. */
async function ledgerBy(stage: Stage, options: CallOptions): Promise<Typed<'roundLedger'>> {
  return as(stage.ledger, (options.by ?? (await leaderOf(stage, options.run))).wallet)
}

async function roundOf(stage: Stage, options: CallOptions): Promise<number> {
  return options.round ?? Number((await stage.ledger.cursorOf(options.run ?? runNumber)).round)
}

export async function open(stage: Stage, options: CallOptions = {}): Sent {
  const ledger = await ledgerBy(stage, options)
  return ledger.open(options.run ?? runNumber)
}

/** Fixes the inputs, with the survivors `indices`. */
export async function mask(
  stage: Stage,
  indices: readonly number[] | string,
  options: CallOptions = {},
): Sent {
  const bitmap = typeof indices === 'string' ? indices : bitmapOf(indices)
  const ledger = await ledgerBy(stage, options)
  const round = await roundOf(stage, options)
  const { roster, share, masks } = artefacts
  return ledger.mask(options.run ?? runNumber, round, roster, share, masks, bitmap)
}

export async function propose(stage: Stage, options: CallOptions = {}): Sent {
  const ledger = await ledgerBy(stage, options)
  const round = await roundOf(stage, options)
  const { reveals, sum, model } = artefacts
  return ledger.propose(options.run ?? runNumber, round, reveals, sum, model)
}

/** Puts a trainer into the roster of the next round. */
export async function force(stage: Stage, by: Operator, options: CallOptions = {}): Sent {
  const { run = runNumber } = options
  const next = Number((await stage.ledger.cursorOf(run)).round) + 1
  const kemKey = kemKeyOf('kem key', options.kemKeyBytes)
  const keys = [id('mask key'), id('seal key'), kemKey, id('commitment')] as const
  return as(stage.ledger, by.wallet).force(run, options.round ?? next, ...keys)
}

/** What the validators of a run's current round sign. Source: docs/protocol §7.1. */
export async function digestOf(stage: Stage, run: number = runNumber): Promise<Uint8Array> {
  const { round, epoch } = await stage.ledger.cursorOf(run)
  const types = 'bytes32 uint256 address uint32 uint32 uint32 bytes32 bytes32 bytes32'
  const encoded = AbiCoder.defaultAbiCoder().encode(types.split(' '), [
    id('vain/certificate/1'),
    31_337,
    await stage.ledger.getAddress(),
    run,
    round,
    epoch,
    await stage.ledger.headOf(run),
    artefacts.evaluation.root,
    artefacts.evaluation.content,
  ])
  return fromHex(ethers.keccak256(encoded))
}

/** A BLS secret key as a number. */
export const scalarOf = (key: Secret<Uint8Array>): bigint =>
  key.open((bytes) => BigInt(toHex(bytes)))

/** What the signatures of `signers` over `digest` add up to: the signature of the sum of their keys. */
export function signTogether(signers: readonly Operator[], digest: Uint8Array): string {
  const sum = signers.reduce((total, { bls }) => total + scalarOf(bls), 0n)
  return toHex(blsSign(new Secret(toUint(sum % scalarOrder, 256)), digest))
}

/** A point of G1 as the four words that the contracts take. */
export const wordsOf = (point: string): string[] =>
  [0, 64, 128, 192].map((start) => `0x${point.slice(2 + start, 66 + start)}`)

/** Certifies the current round without the validators at the positions `missing`. */
export async function certify(
  stage: Stage,
  missing: readonly number[] = [],
  options: CallOptions & { readonly nonSigners?: string; readonly signature?: string } = {},
): Sent {
  const run = options.run ?? runNumber
  const signers = stage.validators.filter((_, position) => !missing.includes(position))
  const signature = options.signature ?? signTogether(signers, await digestOf(stage, run))
  const ledger = options.by === undefined ? stage.ledger : as(stage.ledger, options.by.wallet)
  const nonSigners = options.nonSigners ?? bitmapOf(missing)
  return ledger.certify(run, artefacts.evaluation, nonSigners, wordsOf(signature))
}

/** Takes a run from wherever it may be opened to `proposed`. */
export async function goToProposed(
  stage: Stage,
  members: readonly number[] = [0, 1, 2, 3, 4],
): Promise<void> {
  await open(stage)
  await mask(stage, members)
  await propose(stage)
}
