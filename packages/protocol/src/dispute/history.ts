import { hashBytes } from '../abi.ts'
import type { Artefact } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import type { RoundEvent } from '../ledger/events.ts'
import { certificateDigest, type Venue } from '../round/transcript.ts'

/** `ISumCourt.History`: the steps of a certified round as the court hashes them again. */
export type RoundHistory = {
  /** Head of the run before the round. */
  readonly before: Hex
  readonly epoch: number
  readonly membership: Hex
  readonly members: number
  readonly threshold: number
  readonly inbox: Hex
  /** Of the step that opened the round. */
  readonly openRandao: Hex
  readonly masker: Hex
  readonly roster: Artefact
  readonly share: Artefact
  readonly masks: Artefact
  readonly survivorsHash: Hex
  readonly leader: Hex
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
  readonly digest: Hex
  readonly nonSignersHash: Hex
  /** Of the step that certified it. */
  readonly randao: Hex
}

type EventOf<Kind extends RoundEvent['kind']> = Extract<RoundEvent, { readonly kind: Kind }>

/** The four events of a certified round. */
export type RoundSteps = {
  readonly opened: EventOf<'opened'>
  readonly masked: EventOf<'masked'>
  readonly proposed: EventOf<'proposed'>
  readonly certified: EventOf<'certified'>
}

/** What a challenge shows of a round. Source: docs/protocol §6.2, §7.1. */
export function roundHistory(
  venue: Venue,
  before: Hex,
  { opened, masked, proposed, certified }: RoundSteps,
): RoundHistory {
  const { run, round, epoch, membership, members, threshold, inbox } = opened
  const { head } = proposed
  const { evaluation } = certified
  return {
    ...{ before, epoch, membership, members, threshold, inbox, openRandao: opened.randao },
    ...{ masker: masked.leader, roster: masked.roster, share: masked.share, masks: masked.masks },
    survivorsHash: hashBytes(masked.survivors),
    ...{ leader: proposed.leader, reveals: proposed.reveals },
    ...{ sum: proposed.sum, model: proposed.model },
    digest: certificateDigest(venue, { run, round, epoch, head, evaluation }),
    nonSignersHash: hashBytes(certified.nonSigners),
    randao: certified.randao,
  }
}
