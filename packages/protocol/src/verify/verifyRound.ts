import { toHex, VainError } from '@vain/base'
import { addVectors, applyMasks, merkleRootOfBytes } from '@vain/crypto'
import type { MaskFrame, RoundFrame, ShareTable } from '../aggregation/frame.ts'
import {
  type MissingSeed,
  type OpenGroup,
  openGroups,
  type Revealed,
} from '../aggregation/unmask.ts'
import { type Artefact, cidOfContent } from '../artefact.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, Proposal, RoundView } from '../ledger/view.ts'
import type { Mask } from '../messages/bodies.ts'
import { advanceModel } from '../numbers/advanceModel.ts'
import { type GroupSum, sumBytes } from '../numbers/groupSum.ts'
import { fromWords, toSigned, toWords } from '../numbers/vector.ts'
import { readFrame, readMasks, readReveals, readShares, survivorsOf } from './bundles.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact, fetchRooted } from './fetch.ts'

/** A round derived again from its artefacts. */
export type DerivedRound = {
  readonly frame: MaskFrame
  /** Messages of U1. */
  readonly shares: ShareTable
  readonly revealed: Revealed
  /** Sums of the survivors' updates, one for each group that was opened. */
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
  const { round, view } = inputs
  if (round.proposal === undefined) return fault('sum', 'missing')
  const counted = countBytes(from)
  const frame = await readFrame(counted.from, view, round, inputs)
  if (isFault(frame)) return frame
  const words = inputs.configuration.parameters + 1
  const derived = await deriveSums(counted.from, view, round, frame, words)
  if (isFault(derived)) return derived
  const { sums } = derived
  const sumFault = await compareSum(counted.from, round.proposal, sums)
  if (sumFault !== undefined) return sumFault
  const checkpoint = deriveCheckpoint(inputs, sums)
  if (isFault(checkpoint)) return checkpoint
  const modelFault = await compareModel(counted.from, round.proposal, checkpoint)
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
  words: number,
): Promise<Omit<DerivedRound, 'checkpoint' | 'bytesRead'> | Fault> {
  const dealt = await readShares(from, view, round, roster)
  if (isFault(dealt)) return dealt
  const { frame, shares } = dealt
  const masks = await readMasks(from, view, round, frame, shares, words)
  if (isFault(masks)) return masks
  const survivors = survivorsOf(round, shares, masks)
  const revealed = await readReveals(from, view, round, frame, shares, survivors)
  if (isFault(revealed)) return revealed
  const groups = openGroups(frame, shares, survivors, revealed)
  if (groups.opened.length === 0) return notOpened(groups.missing)
  const sums: GroupSum[] = []
  for (const group of groups.opened) {
    const total = await addGroup(from, masks, group, words)
    if (isFault(total)) return total
    applyMasks(total, group.streams)
    sums.push({ group: group.group, survivors: group.seeds.length, sum: toSigned(total) })
  }
  return { frame, shares, revealed, sums }
}

/** The fault of reveals that open no group. */
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
  words: number,
): Promise<Uint32Array | Fault> {
  const total = new Uint32Array(words)
  for (const { index } of seeds) {
    const mask = masks.get(index)
    if (mask === undefined) return fault('masks', 'missing', { sender: index })
    const [cid, root] = [cidOfContent(toHex(mask.content)), toHex(mask.root)]
    const vector = await fetchRooted(from, 'vector', cid, root, 4 * words, index)
    if (!(vector instanceof Uint8Array)) return vector
    addVectors(total, toWords(vector, words))
  }
  return total
}

/** The checkpoint that follows from a round's sums, or the fault that none does. */
export function deriveCheckpoint(
  { round, configuration, parent }: Pick<RoundInputs, 'round' | 'configuration' | 'parent'>,
  sums: readonly GroupSum[],
): Float32Array | Fault {
  try {
    return advanceModel(parent, sums, configuration, round.openHead)
  } catch (error) {
    if (!(error instanceof VainError) || error.code !== 'protocol/bad-sum') throw error
    return fault('sum', 'wrong-sum', { detail: error.message })
  }
}

const compareSum = (
  from: Fetching,
  proposal: Proposal,
  sums: readonly GroupSum[],
): Promise<Fault | undefined> => compare(from, 'sum', 'wrong-sum', sumBytes(sums), proposal.sum)

const compareModel = (
  from: Fetching,
  proposal: Proposal,
  checkpoint: Float32Array,
): Promise<Fault | undefined> =>
  compare(from, 'model', 'wrong-model', fromWords(checkpoint), proposal.model)

/** Compares derived bytes with the root on chain and with the published artefact. */
async function compare(
  from: Fetching,
  artefact: 'sum' | 'model',
  wrong: 'wrong-sum' | 'wrong-model',
  derived: Uint8Array,
  { root, content }: Artefact,
): Promise<Fault | undefined> {
  const published = await fetchArtefact(from, artefact, cidOfContent(content), derived.length)
  if (!(published instanceof Uint8Array)) return published
  const offset = firstDifference(derived, published)
  const derivedRoot = toHex(merkleRootOfBytes(derived))
  const where = offset === undefined ? {} : { offset }
  if (derivedRoot !== root)
    return fault(artefact, wrong, { ...where, detail: `derived ${derivedRoot}, on chain ${root}` })
  return offset === undefined ? undefined : fault(artefact, 'content-mismatch', where)
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i
  return a.length === b.length ? undefined : length
}
