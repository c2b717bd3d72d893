import { hashBytes, hashText, hashTextAndWords, hashWords } from '../abi.ts'
import type { Hex } from '../hex.ts'

/** Where a ledger lives: signatures, contexts and hashes are bound to it. */
export type Venue = { readonly chainId: bigint; readonly ledger: Hex }

/** Head of a run without certified rounds. Source: docs/protocol §6.5. */
export function genesisHead(venue: Venue, run: number, configHash: Hex, modelRoot: Hex): Hex {
  return hashTextAndWords('vain/genesis/1', venue.chainId, venue.ledger, run, configHash, modelRoot)
}

/** First transcript of a round. Source: docs/protocol §6.2. */
export function openTranscript(
  venue: Venue,
  round: {
    readonly run: number
    readonly round: number
    readonly head: Hex
    readonly epoch: number
    readonly members: Uint8Array
    readonly threshold: number
  },
): Hex {
  return hashWords(
    venue.chainId,
    venue.ledger,
    round.run,
    round.round,
    round.head,
    round.epoch,
    hashBytes(round.members),
    round.threshold,
  )
}

/** Transcript after a transition into the state with number `state`. Source: docs/protocol §6.2. */
export function nextTranscript(transcript: Hex, state: number, rootA: Hex, rootB: Hex): Hex {
  return hashWords(transcript, state, rootA, rootB)
}

const certificateTag = hashText('vain/certificate/1')

/** What validators sign. Source: docs/protocol §7.1. */
export function certificateDigest(
  venue: Venue,
  round: {
    readonly run: number
    readonly round: number
    readonly epoch: number
    readonly head: Hex
    readonly transcript: Hex
    readonly evaluationRoot: Hex
    readonly evaluationCid: string
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
    round.transcript,
    round.evaluationRoot,
    hashText(round.evaluationCid),
  )
}

/** Head after a certificate. Source: docs/protocol §6.5. */
export function nextHead(head: Hex, digest: Hex): Hex {
  return hashWords(head, digest)
}
