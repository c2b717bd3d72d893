import type { Hex } from '@vain/protocol'
import type { Fields } from '../fields.ts'

/** What a challenge asks for, in the order of `IDataCourt.Kind`. */
export const challengeKinds = ['message', 'vector', 'sum', 'model', 'seed'] as const

export type ChallengeKind = (typeof challengeKinds)[number]

/** `IDataCourt.Challenge`: somebody misses a leaf or a seed. */
export type Challenge = {
  readonly run: number
  readonly round: number
  readonly kind: ChallengeKind
  /** The survivor, for `message`, `vector` and `seed`. */
  readonly member: number
  /** The leaf, counted from 0, of `size` leaves. */
  readonly number: number
  readonly size: number
  /** Bytes of the leaf; 0 if the court does not know it. */
  readonly length: number
  /** Words that the sum or the model has by the challenger's word; 0 for other kinds. */
  readonly words: number
  /** What the leaf must lead to; for `seed` the commitment. */
  readonly root: Hex
  readonly accused: Hex
  readonly challenger: Hex
  /** In the token's smallest unit. */
  readonly bond: bigint
  /** Last second for an answer. */
  readonly deadline: number
  /** Whether the round is kept from becoming final meanwhile. */
  readonly isDispute: boolean
}

/** A challenge as it was opened. */
export type OpenedChallenge = {
  /** Its place in the court: the same question has the same, each time it is asked. */
  readonly id: Hex
  readonly challenge: Challenge
}

/** @throws if the court has a kind that is not known here */
export function readChallenge(fields: Fields): Challenge {
  const kind = challengeKinds[fields.number('kind')]
  if (kind === undefined) throw new Error(`no kind has the number ${fields.number('kind')}`)
  return {
    kind,
    run: fields.number('run'),
    round: fields.number('round'),
    member: fields.number('member'),
    number: fields.number('number'),
    size: fields.number('size'),
    length: fields.number('length'),
    words: fields.number('words'),
    root: fields.hex('root'),
    accused: fields.hex('accused'),
    challenger: fields.hex('challenger'),
    bond: fields.bigint('bond'),
    deadline: fields.number('deadline'),
    isDispute: fields.flag('isDispute'),
  }
}

/** The challenge as the contract takes it. */
export function toArgument(challenge: Challenge): object {
  return { ...challenge, kind: challengeKinds.indexOf(challenge.kind) }
}
