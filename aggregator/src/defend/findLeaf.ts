import { concatBytes, fromHex, toHex } from '@vain/base'
import type { Challenge, ChallengeKind } from '@vain/chain'
import { merkleProof, merkleRoot, verifyMerkleProof } from '@vain/crypto'
import {
  type Artefact,
  addressBook,
  bundleLimit,
  bundleRoot,
  cidOfContent,
  type Fault,
  fault,
  fetchArtefact,
  isFault,
  openEnvelope,
  type PostedPlace,
  phases,
  splitBundle,
  toPlace,
  unfitPlace,
} from '@vain/protocol'
import { findForm } from './findForm.ts'
import type { Sources } from './sources.ts'

/** A leaf and the hashes that lead from it to its root. Source: RFC 9162 §2.1.3. */
export type Leaf = {
  readonly kind: 'leaf'
  /** What the root of a sum with a form of its own is the hash of; else empty. */
  readonly form: Uint8Array
  readonly leaf: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** A leaf that a sum or a model as long as the challenger says it is has not. */
export type Misfit = {
  readonly kind: 'misfit'
  readonly form: Uint8Array
  readonly place: PostedPlace
}

/** Bytes of a piece. Source: docs/protocol §2.1. */
const pieceBytes = 4096

type LeafKind = Exclude<ChallengeKind, 'seed'>

/** The leaf that a challenge asks for, or why it cannot be shown. */
export async function findLeaf(
  sources: Sources,
  challenge: Challenge & { readonly kind: LeafKind },
): Promise<Leaf | Misfit | Fault> {
  const leaves = await finders[challenge.kind](sources, challenge)
  if (isFault(leaves)) return leaves
  const isSum = challenge.kind === 'sum'
  const form = isSum ? await findForm(sources, leaves, challenge.root) : noForm
  if (isFault(form)) return form
  // A form ends with the root of its tree.
  const root = form.length === 0 ? challenge.root : toHex(form.subarray(-32))
  const found = misfitOf(leaves, { ...challenge, root }) ?? leafOf(leaves, { ...challenge, root })
  return isFault(found) ? found : { ...found, form }
}

/**
 * Longest sum or model. How long it is, the challenger does not decide, and what is read is this
 * aggregator's own or on this machine.
 */
const longestBytes = 0xffff_ffff

type Finder = (sources: Sources, challenge: Challenge) => Promise<readonly Uint8Array[] | Fault>

const finders: Readonly<Record<LeafKind, Finder>> = {
  message: (sources) => readMaskBundle(sources),
  vector: readVector,
  sum: (sources) => readPieces(sources, 'sum', sources.round.proposal?.sum, longestBytes),
  model: (sources) => readPieces(sources, 'model', sources.round.proposal?.model, longestBytes),
}

const artefacts = { message: 'masks', vector: 'vector', sum: 'sum', model: 'model' } as const

/** What shows that a sum or a model is not as long as the challenger says, if it is not. */
function misfitOf(
  leaves: readonly Uint8Array[],
  { words, root }: Challenge & { readonly kind: LeafKind },
): Misfit | undefined {
  if (words === 0 || toHex(merkleRoot(leaves)) !== root) return undefined
  const place = unfitPlace(concatBytes(...leaves), words)
  return place && { kind: 'misfit', form: noForm, place: toPlace(place) }
}

const noForm = new Uint8Array()

/** One of all leaves, with its path, if it is what the court takes for an answer. */
function leafOf(
  leaves: readonly Uint8Array[],
  { kind, number, size, length, root, member }: Challenge & { readonly kind: LeafKind },
): Leaf | Fault {
  const who = kind === 'message' || kind === 'vector' ? { sender: member } : {}
  const leaf = leaves[number]
  if (leaf === undefined || leaves.length !== size || (length !== 0 && leaf.length !== length))
    return fault(artefacts[kind], 'wrong-length', {
      ...who,
      detail: `${leaves.length} of ${size} leaves, ${leaf?.length ?? 0} of ${length} bytes`,
    })
  const path = merkleProof(leaves, number)
  if (!verifyMerkleProof(fromHex(root), leaf, number, size, path))
    return fault(artefacts[kind], 'root-mismatch', { ...who, detail: `asked for ${root}` })
  // A copy, so that the rest need not stay in memory while the answer is on its way.
  return { kind: 'leaf', form: noForm, leaf: leaf.slice(), path }
}

/** The messages of the mask bundle, as it was published or out of those that were collected. */
export async function readMaskBundle({
  round,
  from,
  kept,
}: Sources): Promise<readonly Uint8Array[] | Fault> {
  const { masks, survivors, members } = round
  if (masks === undefined || survivors === undefined) return fault('masks', 'missing')
  const limit = bundleLimit(phases.mask, survivors.length, members.length)
  const bytes = await fetchArtefact(from, 'masks', cidOfContent(masks.content), limit)
  const published = bytes instanceof Uint8Array && splitBundle(bytes, survivors.length)
  if (published && bundleRoot(published) === masks.root) return published
  const collected = survivors.flatMap((sender) => kept(phases.mask, sender) ?? [])
  if (bundleRoot(collected) === masks.root) return collected
  return bytes instanceof Uint8Array ? fault('masks', 'root-mismatch') : bytes
}

/** The pieces of a survivor's vector, which is found by the survivor's mask message. */
async function readVector(
  sources: Sources,
  { member }: Challenge,
): Promise<readonly Uint8Array[] | Fault> {
  const envelopes = await readMaskBundle(sources)
  if (isFault(envelopes)) return envelopes
  const { view, round } = sources
  const envelope = envelopes[round.survivors?.indexOf(member) ?? -1]
  if (envelope === undefined) return fault('masks', 'not-a-survivor', { sender: member })
  const opened = openEnvelope(view.venue, envelope, addressBook(view))
  if ('fault' in opened) return fault('masks', opened.fault, { sender: member })
  const { body } = opened
  if (body.phase !== phases.mask) return fault('masks', 'wrong-phase', { sender: member })
  const artefact = { root: toHex(body.root), content: toHex(body.content) }
  return readPieces(sources, 'vector', artefact, 4 * body.length, member)
}

async function readPieces(
  { from }: Sources,
  name: 'vector' | 'sum' | 'model',
  artefact: Artefact | undefined,
  maxBytes: number,
  sender?: number,
): Promise<readonly Uint8Array[] | Fault> {
  const who = sender === undefined ? {} : { sender }
  if (artefact === undefined) return fault(name, 'missing', who)
  const bytes = await fetchArtefact(from, name, cidOfContent(artefact.content), maxBytes, sender)
  if (!(bytes instanceof Uint8Array)) return bytes
  const pieces: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += pieceBytes)
    pieces.push(bytes.subarray(start, start + pieceBytes))
  return pieces
}
