import { fromHex } from '@vain/base'
import { hashBytes, hashText, hashTextAndWords, hashWords, type Word } from '../abi.ts'
import type { Artefact } from '../artefact.ts'
import { toBitmap } from '../bitmap.ts'
import type { Hex } from '../hex.ts'
import { type RoundState, roundStates } from './state.ts'

/** Where a ledger lives: signatures, contexts and hashes are bound to it. */
export type Venue = { readonly chainId: bigint; readonly ledger: Hex }

/** Head of a run that no round was opened for. Source: docs/protocol §6.2. */
export function genesisHead(venue: Venue, run: number, configHash: Hex, modelRoot: Hex): Hex {
  return hashTextAndWords('vain/genesis/1', venue.chainId, venue.ledger, run, configHash, modelRoot)
}

/** Head after a step. Source: docs/protocol §6.2. */
export function nextHead(head: Hex, step: Hex): Hex {
  return hashWords(head, step)
}

const stepInto = (state: RoundState, ...words: readonly Word[]): Hex =>
  hashWords(roundStates.indexOf(state), ...words)

const wordsOf = (...artefacts: readonly Artefact[]): Hex[] =>
  artefacts.flatMap(({ root, content }) => [root, content])

/** A round began. */
export function openStep(round: {
  readonly round: number
  readonly epoch: number
  readonly membership: Hex
  readonly members: number
  readonly threshold: number
  readonly inbox: Hex
  readonly randao: Hex
}): Hex {
  const { epoch, membership, members, threshold, inbox, randao } = round
  return stepInto('open', round.round, epoch, membership, members, threshold, inbox, randao)
}

/** The inputs of a round are fixed; `survivors` is the bitmap of U2. */
export function maskStep(round: {
  readonly round: number
  readonly leader: Hex
  readonly roster: Artefact
  readonly share: Artefact
  readonly masks: Artefact
  readonly survivors: Uint8Array
}): Hex {
  const artefacts = wordsOf(round.roster, round.share, round.masks)
  return stepInto('masked', round.round, round.leader, ...artefacts, hashBytes(round.survivors))
}

/** The result of a round is fixed. */
export function proposeStep(round: {
  readonly round: number
  readonly leader: Hex
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
}): Hex {
  const artefacts = wordsOf(round.reveals, round.sum, round.model)
  return stepInto('proposed', round.round, round.leader, ...artefacts)
}

/** A round has its certificate; `nonSigners` are positions in the validator set. */
export function certifyStep(round: {
  readonly round: number
  readonly digest: Hex
  readonly nonSigners: readonly number[]
  readonly randao: Hex
}): Hex {
  const nonSigners = hashBytes(toBitmap(round.nonSigners))
  return stepInto('certified', round.round, round.digest, nonSigners, round.randao)
}

/** A round failed in the state `from`. */
export function abortStep(round: number, from: RoundState, randao: Hex): Hex {
  return stepInto('aborted', round, roundStates.indexOf(from), randao)
}

/** A certified round was found wrong. */
export function overturnStep(round: number): Hex {
  return stepInto('disputed', round)
}

/** The run goes on from an earlier model. */
export function rollbackStep(version: number, model: Artefact): Hex {
  return stepInto('idle', version, ...wordsOf(model))
}

/**
 * What a member puts on chain to be in the next roster without an aggregator. 32 bytes each, but
 * `kemKey` of `kemKeyBytes`.
 */
export type ForcedKeys = {
  readonly index: number
  readonly maskKey: Hex
  readonly sealKey: Hex
  readonly kemKey: Hex
  readonly selfCommitment: Hex
}

/** Word of a run's inbox after one more entry. Source: docs/protocol §6.6. */
export function nextInbox(
  inbox: Hex,
  { index, maskKey, sealKey, kemKey, selfCommitment }: ForcedKeys,
): Hex {
  return hashWords(inbox, index, maskKey, sealKey, hashBytes(fromHex(kemKey)), selfCommitment)
}

/** Word of the key book after a registration or a retirement. Source: docs/protocol §6.3. */
export function nextMembership(
  membership: Hex,
  operator: { readonly index: number; readonly roles: number; readonly active: boolean },
): Hex {
  return hashWords(membership, operator.index, operator.roles, operator.active ? 1 : 0)
}

const certificateTag = hashText('vain/certificate/1')

/** What validators sign; `head` is the one after the proposal. Source: docs/protocol §7.1. */
export function certificateDigest(
  venue: Venue,
  round: {
    readonly run: number
    readonly round: number
    readonly epoch: number
    readonly head: Hex
    readonly evaluation: Artefact
  },
): Hex {
  return hashWords(
    certificateTag,
    venue.chainId,
    venue.ledger,
    round.run,
    round.round,
    round.epoch,
    round.head,
    ...wordsOf(round.evaluation),
  )
}
