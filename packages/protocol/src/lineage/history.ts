import { concatBytes } from '@vain/base'
import { encodeWords, hashBytes, type Word } from '../abi.ts'
import type { Artefact } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import type { RoundEvent } from '../ledger/events.ts'
import { type RoundState, roundStates } from '../round/state.ts'
import { certificateDigest, type Venue } from '../round/transcript.ts'

type Round = { readonly epoch: number; readonly proposed: Hex }
type Step = { readonly bytes: Uint8Array; readonly head: Hex }

/**
 * What `ModelLineage.catchUp` takes: the steps of a run after a head, each as the bytes that are
 * hashed to it.
 *
 * @param events - all events of one run, in the chain's order, from the first or from any `opened`
 * @param reached - where the lineage stands: `reachedOf(run)`; all steps are taken if none led there
 *
 * Source: docs/protocol §6.2, docs/protocol/lineage.md.
 */
export function historySince(
  venue: Venue,
  events: readonly RoundEvent[],
  reached: Hex,
): Uint8Array {
  const steps: Step[] = []
  let round: Round = { epoch: 0, proposed: reached }
  for (const event of events) {
    if (event.kind === 'opened') round = { ...round, epoch: event.epoch }
    if (event.kind === 'proposed') round = { ...round, proposed: event.head }
    const bytes = stepBytes(venue, event, round)
    if (bytes !== undefined && 'head' in event) steps.push({ bytes, head: event.head })
  }
  const last = steps.findLastIndex(({ head }) => head === reached)
  return concatBytes(...steps.slice(last + 1).map(({ bytes }) => bytes))
}

const into = (state: RoundState, ...words: readonly Word[]): Uint8Array =>
  encodeWords(roundStates.indexOf(state), ...words)

const words = (...artefacts: readonly Artefact[]): Hex[] =>
  artefacts.flatMap(({ root, content }) => [root, content])

/** Bytes of the step that an event tells of, if it tells of one. */
function stepBytes(venue: Venue, event: RoundEvent, of: Round): Uint8Array | undefined {
  switch (event.kind) {
    case 'opened': {
      const { round, epoch, membership, members, threshold, inbox, randao } = event
      return into('open', round, epoch, membership, members, threshold, inbox, randao)
    }
    case 'masked': {
      const { round, leader, roster, share, masks, survivors } = event
      return into('masked', round, leader, ...words(roster, share, masks), hashBytes(survivors))
    }
    case 'proposed': {
      const { round, leader, reveals, sum, model } = event
      return into('proposed', round, leader, ...words(reveals, sum, model))
    }
    case 'certified': {
      const { run, round, evaluation, nonSigners, randao } = event
      const place = { run, round, epoch: of.epoch, head: of.proposed, evaluation }
      return into(
        'certified',
        round,
        certificateDigest(venue, place),
        hashBytes(nonSigners),
        randao,
      )
    }
    case 'aborted':
      return into('aborted', event.round, roundStates.indexOf(event.from), event.randao)
    case 'settled':
      return event.stands ? undefined : into('disputed', event.round)
    case 'rolled-back':
      return into('idle', event.version, ...words(event.model))
    default:
      return undefined
  }
}
