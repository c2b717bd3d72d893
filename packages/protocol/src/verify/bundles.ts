import { equalBytes, fromHex } from '@vain/base'
import {
  membersRoot,
  type RoundFrame,
  roundContext,
  type ShareTable,
} from '../aggregation/frame.ts'
import { checkRecover, checkReveal, type Survivors } from '../aggregation/reveal.ts'
import type { Revealed } from '../aggregation/unmask.ts'
import { isSubset } from '../bitmap.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, PhaseRecord, RoundView } from '../ledger/view.ts'
import { type Advertise, type Body, type Mask, phases, type Share } from '../messages/bodies.ts'
import {
  bundleLimit,
  bundleRoot,
  revealRoot,
  splitBundle,
  splitRevealArtefact,
} from '../messages/bundle.ts'
import { type Envelope, openEnvelope } from '../messages/envelope.ts'
import { type ArtefactName, type Fault, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'

type BodyOf<P extends Body['phase']> = Extract<Body, { phase: P }>

/** Staking address of an operator, active or not. */
export function addressBook(view: LedgerView): (index: number) => Hex | undefined {
  return (index) => view.operators.get(index)?.address
}

/**
 * Opens the envelopes of one phase: signature, phase, run, round, ascending distinct senders.
 */
export function openPhase<P extends Body['phase']>(
  view: LedgerView,
  round: Pick<RoundView, 'run' | 'round'>,
  artefact: ArtefactName,
  phase: P,
  envelopes: readonly Uint8Array[],
): ReadonlyMap<number, BodyOf<P>> | Fault {
  const bodies = new Map<number, BodyOf<P>>()
  let previous = -1
  for (const bytes of envelopes) {
    const opened = openEnvelope(view.venue, bytes, addressBook(view))
    if ('fault' in opened) return fault(artefact, opened.fault, { detail: `entry ${bodies.size}` })
    const { sender } = opened
    const problem = misplaced(opened, round, phase)
    if (problem !== undefined) return fault(artefact, problem, { sender })
    if (sender <= previous) return fault(artefact, 'malformed', { sender, detail: 'not ascending' })
    previous = sender
    bodies.set(sender, opened.body as BodyOf<P>)
  }
  return bodies
}

/** Whether an envelope belongs to another phase or round. */
export function misplaced(
  envelope: Envelope,
  round: Pick<RoundView, 'run' | 'round'>,
  phase: number,
): 'wrong-phase' | 'wrong-round' | undefined {
  const { body } = envelope
  if (body.phase !== phase) return 'wrong-phase'
  if (body.run !== round.run || body.round !== round.round) return 'wrong-round'
  return undefined
}

async function readPhase<P extends Body['phase']>(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  artefact: ArtefactName,
  phase: P,
  record: PhaseRecord,
): Promise<ReadonlyMap<number, BodyOf<P>> | Fault> {
  const limit = bundleLimit(phase, record.indices.length, round.members.length)
  const bytes = await fetchArtefact(from, artefact, record.cid, limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const envelopes = splitBundle(bytes, record.indices.length)
  if (envelopes === undefined) return fault(artefact, 'malformed')
  const root = bundleRoot(envelopes)
  if (root !== record.root)
    return fault(artefact, 'root-mismatch', {
      ...alteredBy(view, envelopes, record),
      detail: `${root}, on chain ${record.root}`,
    })
  const bodies = openPhase(view, round, artefact, phase, envelopes)
  if (isFault(bodies)) return bodies
  if ([...bodies.keys()].join() !== record.indices.join())
    return fault(artefact, 'wrong-set', { detail: [...bodies.keys()].join() })
  return bodies
}

/** Whose message of a bundle that is not its root's no longer opens, if that can be told. */
function alteredBy(
  view: LedgerView,
  envelopes: readonly Uint8Array[],
  { indices }: PhaseRecord,
): { readonly sender?: number } {
  if (envelopes.length !== indices.length) return {}
  const opens = (bytes: Uint8Array): boolean =>
    !('fault' in openEnvelope(view.venue, bytes, addressBook(view)))
  const sender = indices[envelopes.findIndex((bytes) => !opens(bytes))]
  return sender === undefined ? {} : { sender }
}

/** Reads and checks a round's roster, and derives the frame all members share. */
export async function readFrame(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  configHash: Hex,
): Promise<RoundFrame | Fault> {
  const record = round.roster
  if (record === undefined) return fault('roster', 'missing')
  if (!isSubset(record.indices, round.members)) return fault('roster', 'not-a-subset')
  if (record.indices.length < round.threshold) return fault('roster', 'below-threshold')
  const roster = await readPhase(from, view, round, 'roster', phases.advertise, record)
  if (isFault(roster)) return roster
  for (const [sender, body] of roster) {
    const problem = checkAdvertise(round, body)
    if (problem !== undefined) return fault('roster', problem, { sender })
  }
  return frameOf(view, round, configHash, roster)
}

/** Why an advertise message does not fit its round; undefined if it does. */
export function checkAdvertise(round: RoundView, body: Advertise): 'wrong-context' | undefined {
  return equalBytes(body.open, fromHex(round.openTranscript)) ? undefined : 'wrong-context'
}

/** The frame of a round whose roster is known and checked. */
export function frameOf(
  view: LedgerView,
  round: RoundView,
  configHash: Hex,
  roster: ReadonlyMap<number, Advertise>,
): RoundFrame {
  const members = round.members.map((index) => ({
    index,
    address: view.operators.get(index)?.address ?? '0x',
  }))
  return {
    venue: view.venue,
    run: round.run,
    round: round.round,
    open: fromHex(round.openTranscript),
    roster,
    threshold: round.threshold,
    ctx: roundContext({
      venue: view.venue,
      run: round.run,
      round: round.round,
      modelRoot: round.model.root,
      configHash,
      membersRoot: membersRoot(members),
      rosterRoot: round.roster?.root ?? '0x',
    }),
  }
}

/** Reads and checks the share messages of U1. */
export async function readShares(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: RoundFrame,
): Promise<ShareTable | Fault> {
  const record = round.shares
  if (record === undefined) return fault('shares', 'missing')
  if (!isSubset(record.indices, [...frame.roster.keys()])) return fault('shares', 'not-a-subset')
  if (record.indices.length < round.threshold) return fault('shares', 'below-threshold')
  const shares = await readPhase(from, view, round, 'shares', phases.share, record)
  if (isFault(shares)) return shares
  for (const [sender, body] of shares) {
    const problem = checkShare(frame, sender, body)
    if (problem !== undefined) return fault('shares', problem, { sender })
  }
  return shares
}

/** Why a share message does not fit its frame; undefined if it does. */
export function checkShare(
  frame: RoundFrame,
  sender: number,
  body: Share,
): 'wrong-context' | 'wrong-deals' | undefined {
  if (!equalBytes(body.ctx, frame.ctx)) return 'wrong-context'
  const expected = [...frame.roster.keys()].filter((index) => index !== sender)
  expected.sort((a, b) => a - b)
  return body.deals.map((deal) => deal.to).join() === expected.join() ? undefined : 'wrong-deals'
}

/** Reads and checks the mask messages of U2. `words` is the length every vector must have. */
export async function readMasks(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: RoundFrame,
  words: number,
): Promise<ReadonlyMap<number, Mask> | Fault> {
  const record = round.masks
  if (record === undefined) return fault('masks', 'missing')
  if (!isSubset(record.indices, round.shares?.indices ?? [])) return fault('masks', 'not-a-subset')
  if (record.indices.length < round.threshold) return fault('masks', 'below-threshold')
  const masks = await readPhase(from, view, round, 'masks', phases.mask, record)
  if (isFault(masks)) return masks
  for (const [sender, body] of masks) {
    const problem = checkMask(frame, words, body)
    if (problem !== undefined) return fault('masks', problem, { sender })
  }
  return masks
}

/** Why a mask message does not fit its frame; undefined if it does. */
export function checkMask(
  frame: RoundFrame,
  words: number,
  body: Mask,
): 'wrong-context' | 'wrong-length' | undefined {
  if (!equalBytes(body.ctx, frame.ctx)) return 'wrong-context'
  return body.length === words ? undefined : 'wrong-length'
}

/** The survivors of a round whose masks are fixed. */
export function survivorsOf(round: RoundView): Survivors {
  return { u1: round.shares?.indices ?? [], u2: round.masks?.indices ?? [] }
}

/** Reads and checks everything revealed in a round. */
export async function readReveals(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: RoundFrame,
  shares: ShareTable,
): Promise<Revealed | Fault> {
  const record = round.reveals
  if (record === undefined) return fault('reveals', 'missing')
  const most = round.members.length
  const limit = 2 * bundleLimit(phases.recover, most, most)
  const bytes = await fetchArtefact(from, 'reveals', record.cid, limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const parts = splitRevealArtefact(bytes, most)
  if (parts === undefined) return fault('reveals', 'malformed')
  const root = revealRoot(parts.reveals, parts.recovers)
  if (root !== record.root)
    return fault('reveals', 'root-mismatch', {
      ...alteredBy(view, parts.reveals, record),
      detail: `${root}, on chain ${record.root}`,
    })
  const reveals = openPhase(view, round, 'reveals', phases.reveal, parts.reveals)
  if (isFault(reveals)) return reveals
  const recovers = openPhase(view, round, 'reveals', phases.recover, parts.recovers)
  if (isFault(recovers)) return recovers
  if ([...reveals.keys()].join() !== record.indices.join()) return fault('reveals', 'wrong-set')
  const survivors = survivorsOf(round)
  for (const [sender, body] of reveals) {
    const problem = checkReveal(frame, shares, survivors, sender, body)
    if (problem !== undefined) return fault('reveals', problem, { sender })
  }
  for (const [sender, body] of recovers) {
    const problem = checkRecover(frame, shares, survivors, sender, body)
    if (problem !== undefined) return fault('reveals', problem, { sender })
  }
  return { reveals, recovers }
}
