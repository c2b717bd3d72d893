import { toHex } from '@vain/base'
import {
  type Artefact,
  addressBook,
  blockAt,
  blockBytes,
  bundleLimit,
  cidOfContent,
  type Envelope,
  type Fault,
  fault,
  fetchArtefact,
  fetchRooted,
  isFault,
  type Mask,
  openEnvelope,
  phases,
  readReveals,
  recordSum,
  type SumRecord,
  splitBundle,
} from '@vain/protocol'
import { readMaskBundle } from './findLeaf.ts'
import { readDealings } from './readDealings.ts'
import type { Sources } from './sources.ts'

/**
 * Everything that a game about one block of a round's sum needs, or what is missing of it. The
 * vectors hold that block only.
 */
export async function readSumRecord(sources: Sources, number: number): Promise<SumRecord | Fault> {
  const { view, round, from } = sources
  const dealings = await readDealings(sources)
  if (isFault(dealings)) return dealings
  const { frame, shares, survivors: sets } = dealings
  const revealed = await readReveals(from, view, round, frame, shares, sets)
  if (isFault(revealed)) return revealed
  const rosterBundle = openAll(sources, await readRosterBundle(sources))
  const maskBundle = openAll(sources, await readMaskBundle(sources))
  if (isFault(rosterBundle)) return rosterBundle
  if (isFault(maskBundle)) return maskBundle
  const inputs = await readVectors(sources, maskBundle, number)
  if (isFault(inputs)) return inputs
  const { vectors, sum } = inputs
  const known = { frame, shares, sets, revealed, rosterBundle, maskBundle, vectors, sum }
  const record = recordSum({ ...known, forced: round.forced })
  if (!('kind' in record)) return record
  const detail = `${record.shares} of ${record.needed} shares`
  return fault('reveals', 'seed-not-recoverable', { sender: record.of, detail })
}

async function readRosterBundle({ round, from }: Sources): Promise<readonly Uint8Array[] | Fault> {
  const { roster, members } = round
  if (roster === undefined) return fault('roster', 'missing')
  const limit = bundleLimit(phases.advertise, members.length, members.length)
  const bytes = await fetchArtefact(from, 'roster', cidOfContent(roster.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  return splitBundle(bytes, members.length) ?? fault('roster', 'malformed')
}

function openAll(
  { view }: Sources,
  bundle: readonly Uint8Array[] | Fault,
): readonly Envelope[] | Fault {
  if (isFault(bundle)) return bundle
  const envelopes: Envelope[] = []
  for (const bytes of bundle) {
    const opened = openEnvelope(view.venue, bytes, addressBook(view))
    if ('fault' in opened) return fault('masks', opened.fault)
    envelopes.push(opened)
  }
  return envelopes
}

/** The sum, and the block of each survivor's vector, all checked against their roots. */
async function readVectors(
  { round, from }: Sources,
  maskBundle: readonly Envelope[],
  number: number,
): Promise<
  { readonly vectors: ReadonlyMap<number, Uint8Array>; readonly sum: Uint8Array } | Fault
> {
  const vectors = new Map<number, Uint8Array>()
  let size = 0
  for (const { sender, body } of maskBundle) {
    if (body.phase !== phases.mask) return fault('masks', 'wrong-phase', { sender })
    const { root, content } = artefactOf(body)
    size = 4 * body.length
    const cid = cidOfContent(content)
    const bytes = await fetchRooted(from, 'vector', cid, root, size, sender)
    if (!(bytes instanceof Uint8Array)) return bytes
    vectors.set(sender, onlyBlock(bytes, number))
  }
  const sum = round.proposal?.sum
  if (sum === undefined) return fault('sum', 'missing')
  const bytes = await fetchRooted(from, 'sum', cidOfContent(sum.content), sum.root, size)
  return bytes instanceof Uint8Array ? { vectors, sum: bytes } : bytes
}

const artefactOf = ({ root, content }: Mask): Artefact => ({
  root: toHex(root),
  content: toHex(content),
})

/** A vector of the same length with one block of it: pages that are never touched take no memory. */
function onlyBlock(bytes: Uint8Array, number: number): Uint8Array {
  const sparse = new Uint8Array(bytes.length)
  const at = blockBytes * number
  if (at < bytes.length)
    sparse.set(blockAt(bytes, number).subarray(0, Math.min(blockBytes, bytes.length - at)), at)
  return sparse
}
