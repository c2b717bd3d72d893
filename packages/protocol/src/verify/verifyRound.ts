import { toHex, VainError } from '@vain/base'
import { addVectors, type Lanes } from '@vain/crypto'
import type { MaskFrame, RoundFrame, ShareTable } from '../aggregation/frame.ts'
import {
  type MissingSeed,
  type OpenGroup,
  openGroups,
  type Revealed,
} from '../aggregation/unmask.ts'
import { type Artefact, cidOfContent } from '../artefact.ts'
import { acceptedSums } from '../check/verdict.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { type Masker, plainMasker } from '../masker.ts'
import type { Mask } from '../messages/bodies.ts'
import { advanceModel } from '../numbers/advanceModel.ts'
import type { GroupSum } from '../numbers/groupSum.ts'
import { unpackLanes, vectorWords } from '../numbers/lanes.ts'
import { type Rooted, rootCheckpoint, rootSums } from '../numbers/resultRoots.ts'
import { viewWords } from '../numbers/vector.ts'
import { type Fault, type FaultReason, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact, fetchRooted } from './fetch.ts'
import { judgeRound, type Verdicts } from './judgeRound.ts'
import { readFrame } from './readFrame.ts'
import { readMasks, survivorsOf } from './readMasks.ts'
import { readReveals } from './readReveals.ts'
import { readShares } from './readShares.ts'

/** A round derived again from its artefacts. */
export type DerivedRound = {
  readonly frame: MaskFrame
  /** Messages of U1. */
  readonly shares: ShareTable
  readonly revealed: Revealed
  /** What the check made of each group; none in a run without. */
  readonly verdicts: Verdicts
  /** Sums of the survivors' updates, one for each group that was opened and not condemned. */
  readonly sums: readonly GroupSum[]
  /** What the next round begins with. */
  readonly checkpoint: Float32Array
  /** Bytes that were fetched and checked. */
  readonly bytesRead: number
}

/** What a round is verified against. */
export type RoundInputs = {
  readonly view: LedgerView
  readonly round: RoundView
  readonly configuration: Configuration
  readonly configHash: Hex
  /** The checkpoint that the round began with. */
  readonly parent: Float32Array
  /** Takes the masks off the sums; on this thread by default. */
  readonly masker?: Masker | undefined
}

/**
 * Derives a proposed round again from published artefacts alone and compares it with the chain:
 * every envelope, root, set and commitment, the sum, the model, and both published results.
 *
 * @returns the sums and the checkpoint, or the first thing that does not fit
 *
 * Source: docs/protocol §4.6, §5.2, §7.4, §10.
 */
export async function verifyRound(
  from: Fetching,
  inputs: RoundInputs,
): Promise<DerivedRound | Fault> {
  const { round, view, configuration } = inputs
  if (round.proposal === undefined) return fault('sum', 'missing')
  const { sum, model } = round.proposal
  const counted = countBytes(from)
  const frame = await readFrame(counted.from, view, round, inputs)
  if (isFault(frame)) return frame
  const { masker = plainMasker } = inputs
  const derived = await deriveSums(counted.from, view, round, frame, configuration, masker)
  if (isFault(derived)) return derived
  const { sums } = derived
  const sumFault = await compare(counted.from, 'sum', rootSums(sums, configuration), sum)
  if (sumFault !== undefined) return sumFault
  const checkpoint = deriveCheckpoint(inputs, derived.frame, sums)
  if (isFault(checkpoint)) return checkpoint
  const modelFault = await compare(counted.from, 'model', rootCheckpoint(checkpoint), model)
  return modelFault ?? { ...derived, checkpoint, bytesRead: counted.bytes() }
}

function countBytes(from: Fetching): { from: Fetching; bytes: () => number } {
  let total = 0
  const content: Fetching['content'] = {
    get: async (...parameters) => {
      const bytes = await from.content.get(...parameters)
      total += bytes.length
      return bytes
    },
  }
  return { from: { ...from, content }, bytes: () => total }
}

async function deriveSums(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  roster: RoundFrame,
  configuration: Configuration,
  masker: Masker,
): Promise<Omit<DerivedRound, 'checkpoint' | 'bytesRead'> | Fault> {
  const dealt = await readShares(from, view, round, roster)
  if (isFault(dealt)) return dealt
  const { frame, shares } = dealt
  const words = vectorWords(configuration)
  const masks = await readMasks(from, view, round, frame, shares, words)
  if (isFault(masks)) return masks
  const survivors = survivorsOf(round, shares, masks)
  const revealed = await readReveals(from, view, round, frame, shares, survivors)
  if (isFault(revealed)) return revealed
  const source = { from, view, round }
  const judged = await judgeRound(source, frame, configuration, revealed.check)
  if (isFault(judged)) return judged
  const groups = openGroups(frame, shares, survivors, revealed, judged.condemned)
  if (!groups.isEnough) return notOpened(groups.missing)
  const { laneBits } = configuration.numbers
  const sums: GroupSum[] = []
  for (const group of groups.opened) {
    const room = masker.allocate(vectorWords(configuration))
    const total = await addGroup(from, masks, group, room, laneBits)
    if (isFault(total)) return total
    await masker.apply(total, group.streams, laneBits)
    const sum = unpackLanes(total, configuration)
    sums.push({ group: group.group, survivors: group.seeds.length, sum })
  }
  const verdicts = await judged.judge(sums)
  const accepted = configuration.aggregation.check === 'none' ? sums : acceptedSums(sums, verdicts)
  if (accepted.length === 0) return fault('checks', 'all-condemned')
  return { frame, shares, revealed, verdicts, sums: accepted }
}

/** The fault of reveals that leave groups closed. */
export function notOpened(missing: readonly MissingSeed[]): Fault {
  const [first] = missing
  if (first === undefined) return fault('reveals', 'seed-not-recoverable')
  return fault('reveals', 'seed-not-recoverable', {
    sender: first.of,
    detail: `${first.shares} of ${first.needed} shares`,
  })
}

async function addGroup(
  from: Fetching,
  masks: ReadonlyMap<number, Mask>,
  { seeds }: OpenGroup,
  total: Uint32Array,
  lanes: Lanes,
): Promise<Uint32Array | Fault> {
  for (const { index } of seeds) {
    const mask = masks.get(index)
    if (mask === undefined) return fault('masks', 'missing', { sender: index })
    const [cid, root] = [cidOfContent(toHex(mask.content)), toHex(mask.root)]
    const vector = await fetchRooted(from, 'vector', cid, root, total.byteLength, index)
    if (!(vector instanceof Uint8Array)) return vector
    addVectors(total, viewWords(vector, total.length), lanes)
  }
  return total
}

/** Why no model follows from sums, by the code of what was thrown. */
const noModel: Readonly<Record<string, FaultReason>> = {
  'protocol/bad-sum': 'no-model',
  'protocol/too-few-means': 'too-few-groups',
}

/** The checkpoint that follows from a round's sums, or the fault that none does. */
export function deriveCheckpoint(
  { round, configuration, parent }: Pick<RoundInputs, 'round' | 'configuration' | 'parent'>,
  { topology }: Pick<RoundFrame, 'topology'>,
  sums: readonly GroupSum[],
): Float32Array | Fault {
  try {
    const [groups, members] = [topology.groups.length, round.members.length]
    const drawn = { openHead: round.openHead, groups, members }
    return advanceModel(parent, sums, configuration, drawn)
  } catch (error) {
    const reason = error instanceof VainError ? noModel[error.code] : undefined
    if (reason === undefined) throw error
    return fault('sum', reason, { detail: (error as VainError).message })
  }
}

/** Compares derived bytes and their root with the root on chain and the published artefact. */
async function compare(
  from: Fetching,
  artefact: 'sum' | 'model',
  derived: Rooted,
  { root, content }: Artefact,
): Promise<Fault | undefined> {
  const { bytes } = derived
  const published = await fetchArtefact(from, artefact, cidOfContent(content), bytes.length)
  if (!(published instanceof Uint8Array)) return published
  const offset = firstDifference(bytes, published)
  const where = offset === undefined ? {} : { offset }
  if (derived.root !== root)
    return fault(artefact, `wrong-${artefact}`, {
      ...where,
      ...{ found: derived.root, onChain: root },
    })
  return offset === undefined ? undefined : fault(artefact, 'content-mismatch', where)
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i
  return a.length === b.length ? undefined : length
}
