import type { Hex, PostedBlock } from '@vain/protocol'
import type { Fields } from '../fields.ts'

/** `ISumCourt.Case`: somebody says that a block of a round's sum is wrong. */
export type SumCase = {
  readonly run: number
  readonly round: number
  /** Of the block of 64 bytes. */
  readonly number: number
  readonly epoch: number
  readonly challenger: Hex
  readonly leader: Hex
  /** Of each side, in the token's smallest unit. */
  readonly bond: bigint
  readonly moveSeconds: number
  /** Last second for openings. */
  readonly openUntil: number
  readonly inbox: Hex
  readonly rosterRoot: Hex
  readonly shareRoot: Hex
  readonly masksRoot: Hex
  readonly survivorsHash: Hex
  readonly sumRoot: Hex
  readonly nonSignersHash: Hex
}

/** A challenge as it was opened. */
export type OpenedSumCase = { readonly id: Hex; readonly block: number; readonly sumCase: SumCase }

export function readSumCase(fields: Fields): SumCase {
  return {
    run: fields.number('run'),
    round: fields.number('round'),
    number: fields.number('number'),
    epoch: fields.number('epoch'),
    challenger: fields.hex('challenger'),
    leader: fields.hex('leader'),
    bond: fields.bigint('bond'),
    moveSeconds: fields.number('moveSeconds'),
    openUntil: fields.number('openUntil'),
    inbox: fields.hex('inbox'),
    rosterRoot: fields.hex('rosterRoot'),
    shareRoot: fields.hex('shareRoot'),
    masksRoot: fields.hex('masksRoot'),
    survivorsHash: fields.hex('survivorsHash'),
    sumRoot: fields.hex('sumRoot'),
    nonSignersHash: fields.hex('nonSignersHash'),
  }
}

/** Where an opening stands: what it waits for, until when, and what the court keeps of it. */
export type SumOpening = {
  readonly deadline: number
  /** Hash that `expire` takes. */
  readonly state: Hex
} & (
  | { readonly stage: 'survivors'; readonly blocks: readonly Hex[] }
  | {
      readonly stage: 'chosen'
      readonly chosen: { readonly index: number; readonly net: PostedBlock }
    }
  | { readonly stage: 'terms' }
)
