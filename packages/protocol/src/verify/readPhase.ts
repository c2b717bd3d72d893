import { type Artefact, cidOfContent } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import type { Body } from '../messages/bodies.ts'
import { bundleLimit, bundleRoot, splitBundle } from '../messages/bundle.ts'
import { openEnvelope, senderOf } from '../messages/envelope.ts'
import { type ArtefactName, type Fault, fault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'
import { addressBook, type BodyOf, openPhase } from './openPhase.ts'

/** Which round is read, from where, and what the chain says of operators. */
export type RoundSource = {
  readonly from: Fetching
  readonly view: LedgerView
  readonly round: RoundView
}

/** The bundle of one phase, as it is named on chain and bounded by the round. */
export type PhaseBundle<P extends Body['phase']> = {
  readonly name: ArtefactName
  readonly phase: P
  readonly artefact: Artefact
  /** Most messages it may have. */
  readonly most: number
  /** Most others that one of its messages speaks of; 0 by default. */
  readonly degree?: number
}

/** Reads the bundle of a phase: its bytes within their bound, its root, and every envelope. */
export async function readPhase<P extends Body['phase']>(
  { from, view, round }: RoundSource,
  { name, phase, artefact, most, degree = 0 }: PhaseBundle<P>,
): Promise<ReadonlyMap<number, BodyOf<P>> | Fault> {
  const limit = bundleLimit(phase, most, degree)
  const bytes = await fetchArtefact(from, name, cidOfContent(artefact.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const envelopes = splitBundle(bytes, most)
  if (envelopes === undefined) return fault(name, 'malformed')
  const misfit = await compareRoot(from, view, name, envelopes, bundleRoot(envelopes), artefact)
  return misfit ?? openPhase(from, view, round, name, phase, envelopes)
}

/** The fault of envelopes whose root is not the one on chain, with who sent the altered one. */
export async function compareRoot(
  from: Pick<Fetching, 'pause'>,
  view: LedgerView,
  name: ArtefactName,
  envelopes: readonly Uint8Array[],
  root: Hex,
  artefact: Artefact,
): Promise<Fault | undefined> {
  if (root === artefact.root) return undefined
  return fault(name, 'root-mismatch', {
    ...(await alteredIn(from, view, envelopes)),
    ...{ found: root, onChain: artefact.root },
  })
}

/** Whose message of a bundle that is not its root's no longer opens, if that can be told. */
async function alteredIn(
  { pause }: Pick<Fetching, 'pause'>,
  view: LedgerView,
  envelopes: readonly Uint8Array[],
): Promise<{ sender?: number }> {
  for (const bytes of envelopes) {
    await pause?.()
    const sender = senderOf(bytes)
    const closed = 'fault' in openEnvelope(view.venue, bytes, addressBook(view))
    if (closed && sender !== undefined) return { sender }
  }
  return {}
}
