import { concatBytes, fromHex, toHex, toUint, VainError } from '@vain/base'
import { blsAggregateKeys, blsVerify, blsVerifyProof } from '@vain/crypto'
import { type Artefact, cidOfContent } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, Operator, RoundView, ValidatorSet } from '../ledger/view.ts'
import { type Evaluate, phases } from '../messages/bodies.ts'
import { bundleLimit, bundleRoot, splitBundle } from '../messages/bundle.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'
import { openPhase } from './openPhase.ts'

/** What a BLS key's possession proof signs. Source: docs/protocol §7.2. */
export function possessionMessage(
  chainId: bigint,
  keyBook: Hex,
  operator: Hex,
  key: Uint8Array,
): Uint8Array {
  return concatBytes(toUint(chainId, 256), fromHex(keyBook), fromHex(operator), key)
}

/** Checks that an operator proved possession of its BLS key. */
export function verifyPossession(
  chainId: bigint,
  keyBook: Hex,
  operator: Operator,
): Fault | undefined {
  const { index, address, blsKey, blsProof } = operator
  const message = possessionMessage(chainId, keyBook, address, blsKey)
  return blsVerifyProof(blsKey, message, blsProof)
    ? undefined
    : fault('validator-set', 'bad-signature', { sender: index, detail: 'possession proof' })
}

/** Checks that a set's aggregate key and weight are those of its members. */
export function verifySet(view: LedgerView, set: ValidatorSet): Fault | undefined {
  const keys: Uint8Array[] = []
  for (const index of set.indices) {
    const key = view.operators.get(index)?.blsKey
    if (key === undefined || key.length === 0)
      return fault('validator-set', 'wrong-key', { sender: index })
    keys.push(key)
  }
  const total = set.weights.reduce((sum, weight) => sum + weight, 0n)
  if (total !== set.totalWeight || keys.length !== set.weights.length)
    return fault('validator-set', 'wrong-set', { detail: `weights sum to ${total}` })
  const aggregate = aggregateKeys(keys)
  if (aggregate === undefined || toHex(aggregate) !== toHex(set.aggregateKey))
    return fault('validator-set', 'wrong-key', { detail: `aggregate of epoch ${set.epoch}` })
  return undefined
}

/** Checks a certificate's stake and aggregate signature. Source: docs/protocol §7. */
export function verifyCertificate(view: LedgerView, round: RoundView): Fault | undefined {
  const { certificate, epoch } = round
  const set = view.sets.get(epoch)
  if (certificate === undefined || set === undefined) return fault('certificate', 'missing')
  const missing = new Set(certificate.nonSigners)
  const signers = set.indices.filter((_, position) => !missing.has(position))
  const signed = certificate.signedWeight
  if (3n * signed < 2n * set.totalWeight)
    return fault('certificate', 'bad-certificate', {
      detail: `stake ${signed} of ${set.totalWeight}`,
    })
  const keys = signers.map((index) => view.operators.get(index)?.blsKey ?? new Uint8Array())
  const key = aggregateKeys(keys)
  const digest = fromHex(certificate.digest)
  return key !== undefined && blsVerify(key, digest, certificate.signature)
    ? undefined
    : fault('certificate', 'bad-signature')
}

/** Sum of keys, or undefined if there is none: a bad point, or keys that cancel each other. */
function aggregateKeys(keys: readonly Uint8Array[]): Uint8Array | undefined {
  try {
    return blsAggregateKeys(keys)
  } catch (error) {
    if (error instanceof VainError && error.code.startsWith('crypto/')) return undefined
    throw error
  }
}

/** Signed evaluations of a round's model, by validator. */
export type Evaluations = ReadonlyMap<number, Evaluate>

/** Reads and checks an evaluation bundle against its root. */
export async function readEvaluations(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  bundle: Artefact,
): Promise<Evaluations | Fault> {
  const most = view.sets.get(round.epoch)?.indices.length ?? 0
  const limit = bundleLimit(phases.evaluate, most, most)
  const bytes = await fetchArtefact(from, 'evaluations', cidOfContent(bundle.content), limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  const envelopes = splitBundle(bytes, most)
  if (envelopes === undefined) return fault('evaluations', 'malformed')
  const root = bundleRoot(envelopes)
  if (root !== bundle.root)
    return fault('evaluations', 'root-mismatch', { found: root, onChain: bundle.root })
  const bodies = await openPhase(from, view, round, 'evaluations', phases.evaluate, envelopes)
  if (isFault(bodies)) return bodies
  for (const [sender, body] of bodies) {
    const problem = checkEvaluation(view, round, sender, body)
    if (problem !== undefined) return problem
  }
  return bodies
}

/** Checks that an evaluation is of this round's result and by a validator of its set. */
export function checkEvaluation(
  view: LedgerView,
  round: RoundView,
  sender: number,
  body: Evaluate,
): Fault | undefined {
  const { proposal } = round
  if (!view.sets.get(round.epoch)?.indices.includes(sender))
    return fault('evaluations', 'wrong-set', { sender })
  if (toHex(body.modelRoot) !== proposal?.model.root || toHex(body.sumRoot) !== proposal.sum.root)
    return fault('evaluations', 'wrong-evaluation', { sender, detail: 'of another result' })
  if (body.correct > body.total)
    return fault('evaluations', 'wrong-evaluation', { sender, detail: 'more correct than tried' })
  return undefined
}

/** Accuracy and mean loss over all evaluations, weighted by their number of examples. */
export function summariseEvaluations(evaluations: Evaluations): {
  readonly correct: number
  readonly total: number
  /** Mean loss, in nats, or in half ranges squared where the task is regression. */
  readonly loss: number
} {
  let [correct, total, loss] = [0, 0, 0]
  for (const body of evaluations.values()) {
    correct += body.correct
    total += body.total
    loss += body.lossMicro * body.total
  }
  return { correct, total, loss: total === 0 ? 0 : loss / total / 1e6 }
}
