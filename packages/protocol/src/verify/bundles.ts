import { equalBytes, fromHex } from '@vain/base'
import { isKemPublicKey } from '@vain/crypto'
import { candidateEdges } from '../aggregation/edges.ts'
import {
  canDeal,
  type MaskFrame,
  membersRoot,
  peersOf,
  type RosterEntry,
  type RoundFrame,
  roundContext,
  roundStart,
  type ShareTable,
  toMaskFrame,
} from '../aggregation/frame.ts'
import { isSmallOrder } from '../aggregation/keys.ts'
import { maskedEdges } from '../aggregation/mask.ts'
import { checkRecover, checkReveal } from '../aggregation/reveal.ts'
import { isDealFrom } from '../aggregation/share.ts'
import { canStand, firstOneSided, readPeers, type Survivors } from '../aggregation/survivors.ts'
import type { Revealed } from '../aggregation/unmask.ts'
import { type Artefact, cidOfContent } from '../artefact.ts'
import { fromBitmap, isSubset } from '../bitmap.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { type Advertise, type Body, type Mask, phases, type Share } from '../messages/bodies.ts'
import {
  bundleLimit,
  bundleRoot,
  revealRoot,
  splitBundle,
  splitRevealArtefact,
} from '../messages/bundle.ts'
import { type Envelope, openEnvelope, senderOf } from '../messages/envelope.ts'
import type { ForcedKeys } from '../round/transcript.ts'
import { createTopology, type Topology, topologySeed } from '../topology/createTopology.ts'
import { planTopology } from '../topology/planTopology.ts'
import { type ArtefactName, type Fault, type FaultReason, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'

type BodyOf<P extends Body['phase']> = Extract<Body, { phase: P }>

/** Staking address of an operator, active or not. */
export function addressBook(view: LedgerView): (index: number) => Hex | undefined {
  return (index) => view.operators.get(index)?.address
}

/**
 * Opens the envelopes of one phase: signature, phase, run, round, ascending distinct senders.
 */
export async function openPhase<P extends Body['phase']>(
  { pause }: Pick<Fetching, 'pause'>,
  view: LedgerView,
  round: Pick<RoundView, 'run' | 'round'>,
  artefact: ArtefactName,
  phase: P,
  envelopes: readonly Uint8Array[],
): Promise<ReadonlyMap<number, BodyOf<P>> | Fault> {
  const bodies = new Map<number, BodyOf<P>>()
  let previous = -1
  for (const bytes of envelopes) {
    await pause?.()
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

/** The first message of a phase that does not fit, ascending by sender. */
async function firstUnfit<B>(
  { pause }: Pick<Fetching, 'pause'>,
  artefact: ArtefactName,
  bodies: ReadonlyMap<number, B>,
  check: (sender: number, body: B) => FaultReason | undefined,
): Promise<Fault | undefined> {
  for (const [sender, body] of bodies) {
    await pause?.()
    const problem = check(sender, body)
    if (problem !== undefined) return fault(artefact, problem, { sender })
  }
  return undefined
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

/** Reads a bundle of at most `most` messages, about `degree` others each, with the artefact's root. */
async function readPhase<P extends Body['phase']>(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  name: ArtefactName,
  phase: P,
  artefact: Artefact,
  most: number,
  degree = 0,
): Promise<ReadonlyMap<number, BodyOf<P>> | Fault> {
  const limit = bundleLimit(phase, most, degree)
  const bytes = await fetchArtefact(from, name, cidOfContent(artefact.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const envelopes = splitBundle(bytes, most)
  if (envelopes === undefined) return fault(name, 'malformed')
  const root = bundleRoot(envelopes)
  if (root !== artefact.root)
    return fault(name, 'root-mismatch', {
      ...alteredIn(view, envelopes),
      detail: `${root}, on chain ${artefact.root}`,
    })
  return openPhase(from, view, round, name, phase, envelopes)
}

/** Whose message of a bundle that is not its root's no longer opens, if that can be told. */
function alteredIn(view: LedgerView, envelopes: readonly Uint8Array[]): { sender?: number } {
  for (const bytes of envelopes) {
    const sender = senderOf(bytes)
    const closed = 'fault' in openEnvelope(view.venue, bytes, addressBook(view))
    if (closed && sender !== undefined) return { sender }
  }
  return {}
}

/** What a run's configuration says of its rounds' frames. */
export type RunTerms = {
  readonly configHash: Hex
  readonly configuration: Pick<Configuration, 'aggregation'>
}

/** Reads and checks a round's roster, and derives the frame all members share. */
export async function readFrame(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  terms: RunTerms,
): Promise<RoundFrame | Fault> {
  const { roster, members } = round
  if (roster === undefined) return fault('roster', 'missing')
  const most = members.length
  const bundle = await readPhase(from, view, round, 'roster', phases.advertise, roster, most)
  if (isFault(bundle)) return bundle
  if (!isSubset([...bundle.keys()], members)) return fault('roster', 'not-a-subset')
  const frame = frameOf(view, round, terms, bundle)
  return frame.roster.size < round.threshold ? fault('roster', 'below-threshold') : frame
}

/** Context of the shares of a round whose roster is named. Source: docs/protocol §4.1. */
export function shareContext(view: LedgerView, round: RoundView, configHash: Hex): Uint8Array {
  const book = round.members.map((index) => ({
    index,
    address: view.operators.get(index)?.address ?? '0x',
  }))
  return roundContext({
    openHead: round.openHead,
    modelRoot: round.model.root,
    configHash,
    membersRoot: membersRoot(book),
    rosterRoot: round.roster?.root ?? '0x',
  })
}

/** Who masks with whom in a round: known as soon as it is open. Source: docs/protocol §4.9. */
export function topologyOf(
  { members, threshold, corruptionBps, openHead }: RoundView,
  { aggregation }: RunTerms['configuration'],
): Topology {
  const { grouping, dropoutBps } = aggregation
  const terms = { grouping, threshold, corruptionBps, dropoutBps }
  return createTopology(members, planTopology(members.length, terms), topologySeed(openHead))
}

/**
 * The frame of a round whose roster bundle is known and checked.
 *
 * The roster is the bundle's senders and the members who forced their way in, unless one of their
 * keys is void. Source: docs/protocol §4.3, §6.6.
 */
export function frameOf(
  view: LedgerView,
  round: RoundView,
  { configHash, configuration }: RunTerms,
  bundle: ReadonlyMap<number, Advertise>,
): RoundFrame {
  const { run, round: number, members, forced, threshold } = round
  const roster = new Map<number, RosterEntry>(bundle)
  for (const [index, entry] of forcedEntries(forced))
    if (members.includes(index) && !roster.has(index)) roster.set(index, entry)
  return {
    venue: view.venue,
    run,
    round: number,
    start: roundStart(view.venue, run, number),
    ctx: shareContext(view, round, configHash),
    roster,
    threshold,
    topology: topologyOf(round, configuration),
  }
}

/** The first entry of everyone who forced its way in, those that are void left out. */
function forcedEntries(forced: readonly ForcedKeys[]): ReadonlyMap<number, RosterEntry> {
  const first = new Map<number, ForcedKeys>()
  for (const keys of forced) if (!first.has(keys.index)) first.set(keys.index, keys)
  const entries = new Map<number, RosterEntry>()
  for (const [index, keys] of first) {
    const [maskKey, sealKey] = [fromHex(keys.maskKey), fromHex(keys.sealKey)]
    const kemKey = fromHex(keys.kemKey)
    if (isSmallOrder(maskKey) || isSmallOrder(sealKey) || !isKemPublicKey(kemKey)) continue
    entries.set(index, { maskKey, sealKey, kemKey, selfCommitment: fromHex(keys.selfCommitment) })
  }
  return entries
}

/** Reads and checks the share messages of U1, and derives the frame that masks are bound to. */
export async function readShares(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: RoundFrame,
): Promise<{ readonly frame: MaskFrame; readonly shares: ShareTable } | Fault> {
  const { share } = round
  if (share === undefined) return fault('shares', 'missing')
  const most = frame.roster.size
  const { degree } = frame.topology
  const shares = await readPhase(from, view, round, 'shares', phases.share, share, most, degree)
  if (isFault(shares)) return shares
  if (shares.size < round.threshold) return fault('shares', 'below-threshold')
  const unfit = await firstUnfit(from, 'shares', shares, (sender, body) =>
    checkShare(frame, sender, body),
  )
  return unfit ?? { frame: toMaskFrame(frame, share.root), shares }
}

/** Why a share message does not fit its frame; undefined if it does. */
export function checkShare(
  frame: RoundFrame,
  sender: number,
  body: Share,
): 'wrong-context' | 'wrong-deals' | undefined {
  if (!equalBytes(body.ctx, frame.ctx)) return 'wrong-context'
  const expected = peersOf(frame, sender).join()
  const isWhole = body.deals.map(({ to }) => to).join() === expected
  const areFit = body.deals.every((deal) => isDealFrom(sender, deal))
  return canDeal(frame, sender) && isWhole && areFit ? undefined : 'wrong-deals'
}

/** Reads and checks the mask messages of U2. `words` is the length every vector must have. */
export async function readMasks(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: MaskFrame,
  shares: ShareTable,
  words: number,
): Promise<ReadonlyMap<number, Mask> | Fault> {
  const { masks: artefact, survivors } = round
  if (artefact === undefined || survivors === undefined) return fault('masks', 'missing')
  if (!isSubset(survivors, [...shares.keys()])) return fault('masks', 'not-a-subset')
  const most = survivors.length
  const masks = await readPhase(from, view, round, 'masks', phases.mask, artefact, most)
  if (isFault(masks)) return masks
  if ([...masks.keys()].join() !== survivors.join())
    return fault('masks', 'wrong-set', { detail: [...masks.keys()].join() })
  const unfit = await firstUnfit(from, 'masks', masks, (sender, body) =>
    checkMask(frame, shares, words, sender, body),
  )
  if (unfit !== undefined) return unfit
  if (!canStand(frame, survivors)) return fault('masks', 'below-threshold')
  const sender = firstOneSided(readPeers(masks), survivors)
  return sender === undefined ? masks : fault('masks', 'asymmetric-edges', { sender })
}

/** Why a mask message does not fit its frame and the shares; undefined if it does. */
export function checkMask(
  frame: MaskFrame,
  shares: ShareTable,
  words: number,
  sender: number,
  body: Mask,
): 'wrong-context' | 'wrong-length' | 'wrong-edges' | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (body.length !== words) return 'wrong-length'
  const named = fromBitmap(body.peers)
  const { edges } = maskedEdges(shares, sender, named)
  return mayName(frame, shares, sender, named) && equalBytes(body.edges, edges)
    ? undefined
    : 'wrong-edges'
}

/**
 * Whether a member may say that these are its masks. It may leave out peers below, whose ciphertexts
 * may be bad; of those above it made the edges itself. Source: docs/protocol §4.5.
 */
function mayName(
  frame: MaskFrame,
  shares: ShareTable,
  sender: number,
  named: readonly number[],
): boolean {
  const candidates = candidateEdges(frame, shares, sender)
  const owed = candidates.filter((peer) => peer > sender)
  return (
    isSubset(named, candidates) &&
    isSubset(owed, named) &&
    named.length + 1 >= frame.topology.thresholdOf(sender)
  )
}

/** The survivors of a round whose masks are fixed. */
export function survivorsOf(
  round: RoundView,
  shares: ShareTable,
  masks: ReadonlyMap<number, Mask>,
): Survivors {
  return { u1: [...shares.keys()], u2: round.survivors ?? [], peers: readPeers(masks) }
}

/** Longest reveal artefact of a round, in bytes. */
export function revealLimit({ groups, degree }: Topology): number {
  return 2 * bundleLimit(phases.recover, groups.flat().length, degree)
}

/** Reads and checks everything revealed in a round. */
export async function readReveals(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  frame: MaskFrame,
  shares: ShareTable,
  survivors: Survivors,
): Promise<Revealed | Fault> {
  const artefact = round.proposal?.reveals
  if (artefact === undefined) return fault('reveals', 'missing')
  const most = round.members.length
  const limit = revealLimit(frame.topology)
  const bytes = await fetchArtefact(from, 'reveals', cidOfContent(artefact.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const parts = splitRevealArtefact(bytes, most)
  if (parts === undefined) return fault('reveals', 'malformed')
  const root = revealRoot(parts.reveals, parts.recovers)
  if (root !== artefact.root)
    return fault('reveals', 'root-mismatch', {
      ...alteredIn(view, parts.reveals),
      detail: `${root}, on chain ${artefact.root}`,
    })
  const reveals = await openPhase(from, view, round, 'reveals', phases.reveal, parts.reveals)
  if (isFault(reveals)) return reveals
  const recovers = await openPhase(from, view, round, 'reveals', phases.recover, parts.recovers)
  if (isFault(recovers)) return recovers
  const unfit =
    (await firstUnfit(from, 'reveals', reveals, (sender, body) =>
      checkReveal(frame, shares, survivors, sender, body),
    )) ??
    (await firstUnfit(from, 'reveals', recovers, (sender, body) =>
      checkRecover(frame, shares, survivors, sender, body),
    ))
  return unfit ?? { reveals, recovers }
}
