import { toHex } from '@vain/base'
import type { Artefact, Hex, PostedPlace } from '@vain/protocol'
import type { Deployment } from '../deployment.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { Receipt } from '../wallet/waitForInclusion.ts'
import { type Challenge, challengeKinds, toArgument } from './challenge.ts'
import { createCourtCaller } from './createCourtCaller.ts'

/** Where in a run's history a challenge stands. */
export type AskedRound = {
  readonly run: number
  readonly round: number
  /** The steps of the run after the one that is asked about, up to now. */
  readonly later: readonly Hex[]
}

/** `Inputs.Step`: the step Open → Masked of a round. */
export type InputsStep = {
  /** Head of the run before it. */
  readonly before: Hex
  readonly leader: Hex
  readonly roster: Artefact
  readonly share: Artefact
  readonly masks: Artefact
  /** U2, a canonical bitmap over indices. */
  readonly survivors: Uint8Array
}

/** `IDataCourt.Result`: the step Masked → Proposed of a round. */
export type ResultStep = {
  readonly leader: Hex
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
}

/** A survivor's message in the mask bundle. */
export type MaskProof = {
  readonly index: number
  readonly envelope: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** What shows that a survivor masked for the roster and shares of a round, and committed to a seed. */
export type Accusation = {
  readonly member: MaskProof
  /** What the member's mask context is made of besides what the step has. */
  readonly binding: { readonly modelRoot: Hex; readonly membersRoot: Hex }
  /** Its advertise message in the roster bundle. */
  readonly roster: {
    readonly envelope: Uint8Array
    readonly number: number
    readonly size: number
    readonly path: readonly Uint8Array[]
  }
  /** Of the step that aborted the round; anything if none did. */
  readonly randao: Hex
}

/**
 * The transactions of one account in a `DataCourt`. Each resolves once a block holds it, and rejects
 * as `Wallet.send` says. Those that ask first approve the court for the bond, if need be, in a
 * transaction of its own.
 */
export type DataCourtWriter = {
  /** Asks for a survivor's message in the mask bundle. */
  askMessage(at: AskedRound, step: InputsStep, member: number): Promise<Receipt>
  /** Asks for a piece of a survivor's masked vector. */
  askVector(at: AskedRound, step: InputsStep, member: MaskProof, number: number): Promise<Receipt>
  /** Asks for a piece of the sum or of the model, which has so many `words`. */
  askResult(
    at: AskedRound,
    step: InputsStep,
    result: ResultStep,
    piece: { readonly kind: 'sum' | 'model'; readonly words: number; readonly number: number },
  ): Promise<Receipt>
  /** Asks for the self seed of a survivor that advertised. */
  accuse(at: AskedRound, step: InputsStep, accusation: Accusation): Promise<Receipt>
  /**
   * Shows a leaf and its path; the account gets the bond.
   *
   * @param form - of a sum that has one of its own, else empty
   */
  answer(
    challenge: Challenge,
    form: Uint8Array,
    leaf: Uint8Array,
    path: readonly Uint8Array[],
  ): Promise<Receipt>
  /** Shows a leaf that a sum or a model of as many words has not; the account gets the bond. */
  refute(challenge: Challenge, form: Uint8Array, place: PostedPlace): Promise<Receipt>
  /** Shows a self seed; the account gets the bond. */
  reveal(challenge: Challenge, seed: Uint8Array): Promise<Receipt>
  /** Closes a challenge that nobody has answered in time. */
  convict(challenge: Challenge): Promise<Receipt>
}

/** Builds the writing half of a `DataCourt` for one account. */
export function createDataCourtWriter(
  wallet: Wallet,
  deployment: Deployment,
  address: Hex,
): DataCourtWriter {
  const { call, approve, bond } = createCourtCaller(wallet, deployment, 'dataCourt', address)
  async function ask(
    name: string,
    { run, round, later }: AskedRound,
    step: InputsStep,
    before: readonly unknown[],
    after: readonly unknown[],
  ): Promise<Receipt> {
    await approve(await bond())
    return call(name, run, round, step, ...before, later, ...after)
  }
  return {
    askMessage: (at, step, member) => ask('challengeMessage', at, step, [], [member]),
    askVector: (at, step, member, number) => ask('challengeVector', at, step, [], [member, number]),
    askResult: (at, step, result, { kind, words, number }) =>
      ask('challengeResult', at, step, [result], [challengeKinds.indexOf(kind), words, number]),
    accuse: (at, step, { member, binding, roster, randao }) =>
      ask('accuse', at, step, [], [randao, member, binding, roster]),
    answer: (challenge, form, leaf, path) =>
      call('answer', toArgument(challenge), form, leaf, path.map(toHex)),
    refute: (challenge, form, place) => call('refute', toArgument(challenge), form, place),
    reveal: (challenge, seed) => call('reveal', toArgument(challenge), seed),
    convict: (challenge) => call('convict', toArgument(challenge)),
  }
}
