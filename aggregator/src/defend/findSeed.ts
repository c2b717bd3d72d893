import { toHex } from '@vain/base'
import type { Challenge } from '@vain/chain'
import {
  addressBook,
  checkRecover,
  cidOfContent,
  type Fault,
  fault,
  fetchArtefact,
  isFault,
  misplaced,
  openEnvelope,
  phases,
  type Recover,
  type Reveal,
  revealLimit,
  selfCommitment,
  splitRevealArtefact,
  survivorSeeds,
  topologyOf,
} from '@vain/protocol'
import { readConfiguration } from '../round/index.ts'
import { readDealings } from './readDealings.ts'
import type { Sources } from './sources.ts'

/** A survivor's self seed. */
export type Seed = { readonly kind: 'seed'; readonly seed: Uint8Array }

/**
 * The self seed that opens the commitment of a challenge, or why it cannot be shown: one that its
 * owner revealed, to this aggregator or in the reveals of the round, or that others' shares give.
 */
export async function findSeed(sources: Sources, challenge: Challenge): Promise<Seed | Fault> {
  const { member, root } = challenge
  const { start } = sources
  const { reveals, recovers } = sortedBodies(sources, [
    ...keptMessages(sources),
    ...(await publishedMessages(sources)),
  ])
  for (const { self } of reveals.filter(({ sender }) => sender === member))
    if (toHex(selfCommitment(start, member, self)) === root) return { kind: 'seed', seed: self }
  if (recovers.size === 0) return fault('reveals', 'missing', { sender: member })
  const seed = await recoverSeed(sources, member, recovers)
  if (isFault(seed)) return seed
  return toHex(selfCommitment(start, member, seed)) === root
    ? { kind: 'seed', seed }
    : fault('reveals', 'self-seed-mismatch', { sender: member })
}

/** Reveals and shares that this aggregator has collected. */
function keptMessages({ round, kept }: Sources): Uint8Array[] {
  return [phases.reveal, phases.recover].flatMap((phase) =>
    round.members.flatMap((sender) => kept(phase, sender) ?? []),
  )
}

/** Those that were published, if the round got so far. */
async function publishedMessages({ run, round, from }: Sources): Promise<readonly Uint8Array[]> {
  const { proposal, members } = round
  const configuration = await readConfiguration(from, run)
  if (proposal === undefined || isFault(configuration)) return []
  const limit = revealLimit(topologyOf(round, configuration))
  const cid = cidOfContent(proposal.reveals.content)
  const bytes = await fetchArtefact(from, 'reveals', cid, limit)
  if (!(bytes instanceof Uint8Array)) return []
  const parts = splitRevealArtefact(bytes, members.length)
  return parts === undefined ? [] : [...parts.reveals, ...parts.recovers]
}

/** What is said in messages of the round; others, and those that do not open, count for nothing. */
function sortedBodies(
  { view, round }: Sources,
  messages: readonly Uint8Array[],
): {
  readonly reveals: readonly (Reveal & { readonly sender: number })[]
  readonly recovers: ReadonlyMap<number, Recover>
} {
  const reveals: (Reveal & { readonly sender: number })[] = []
  const recovers = new Map<number, Recover>()
  for (const bytes of messages) {
    const opened = openEnvelope(view.venue, bytes, addressBook(view))
    if ('fault' in opened) continue
    const { sender, body } = opened
    if (misplaced(opened, round, body.phase) !== undefined) continue
    if (body.phase === phases.reveal) reveals.push({ ...body, sender })
    if (body.phase === phases.recover) recovers.set(sender, body)
  }
  return { reveals, recovers }
}

async function recoverSeed(
  sources: Sources,
  member: number,
  recovers: ReadonlyMap<number, Recover>,
): Promise<Uint8Array | Fault> {
  const dealings = await readDealings(sources)
  if (isFault(dealings)) return dealings
  const { frame, shares, survivors } = dealings
  const sound = [...recovers].filter(
    ([sender, body]) => checkRecover(frame, shares, survivors, sender, body) === undefined,
  )
  // As if nobody else had been there: its own seed is wanted, and none of its pairs.
  const alone = { u1: [member], u2: [member], peers: new Map() }
  const revealed = { reveals: new Map(), recovers: new Map(sound) }
  const seeds = survivorSeeds(frame, shares, alone, revealed, [member])
  const missing = (detail: string): Fault =>
    fault('reveals', 'seed-not-recoverable', { sender: member, detail })
  if ('kind' in seeds) return missing(`${seeds.shares} of ${seeds.needed} shares`)
  return seeds[0]?.self.open((bytes) => bytes.slice()) ?? missing('not a survivor')
}
