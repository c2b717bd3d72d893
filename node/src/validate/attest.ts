import { equalBytes, fromHex } from '@vain/base'
import { blsSign } from '@vain/crypto'
import {
  type Artefact,
  addressBook,
  certificateDigest,
  type Evaluations,
  encode,
  isFault,
  isSameArtefact,
  openEnvelope,
  type Proposal,
  type RoundResponse,
  readEvaluations,
  type ValidatorSet,
} from '@vain/protocol'
import { leads, type Scene } from '../run/index.ts'
import type { Signed } from '../store/index.ts'
import type { ValidatorDeps, ValidatorOptions } from './validatorParts.ts'

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Signs the certificate of a round this validator has verified, or repeats what it signed.
 *
 * It signs one evaluation bundle per round: two signed certificates of one round are what it could
 * be slashed for. So it signs for the leader alone, and only a bundle that can be certified: another
 * aggregator could use up its signature on one that cannot. When another leader takes over after the first has collected signatures, that
 * leader asks without naming a bundle, learns from `signed` which one has been signed, adopts the
 * one with the most stake and asks the others for it. A validator that signed another one cannot
 * follow: then the round ends at its deadline, and the next one begins.
 *
 * @param asker - index of the aggregator that asks
 *
 * Source: docs/protocol §7.4, §8.
 */
export async function attest(
  deps: ValidatorDeps,
  options: ValidatorOptions,
  scene: Scene,
  { asker, bundle }: { readonly asker: number; readonly bundle: Artefact | undefined },
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store } = deps
  const before = store.signed(scene.round)
  if (before !== undefined) return repeat(before, bundle)
  const proposal = settledProposal(scene)
  if (bundle === undefined || proposal === undefined || !leads(scene, asker)) return wait
  const problem = await checkBundle(deps, options, scene, proposal, bundle, signal)
  if (problem !== undefined) return problem
  // Another bundle may have been signed while this one was fetched.
  const meanwhile = store.signed(scene.round)
  if (meanwhile !== undefined) return repeat(meanwhile, bundle)
  const signed = sign(deps, scene, proposal, bundle)
  store.saveSigned(scene.round, signed)
  const { run, round } = scene.round
  deps.log.info('signed a certificate', { run, round, digest: signed.digest })
  return repeat(signed, bundle)
}

function repeat({ evaluation, signature }: Signed, asked: Artefact | undefined): RoundResponse {
  return asked !== undefined && isSameArtefact(asked, evaluation)
    ? { kind: 'signature', signature }
    : { kind: 'signed', evaluation, signature }
}

/**
 * The proposal that waits for its certificate, once its block is final: of a proposal that the
 * chain replaced a validator could no longer sign the other.
 */
function settledProposal({ run, round, headBlock }: Scene): Proposal | undefined {
  const { cursor } = run.machine
  const { proposal } = round
  if (cursor.state !== 'proposed' || cursor.round !== round.round) return undefined
  if (proposal === undefined) return undefined
  const depth = headBlock - proposal.at.block
  return depth >= run.spec.params.finalityBlocks ? proposal : undefined
}

async function checkBundle(
  deps: ValidatorDeps,
  options: ValidatorOptions,
  { view, round }: Scene,
  proposal: Proposal,
  bundle: Artefact,
  signal: AbortSignal,
): Promise<RoundResponse | undefined> {
  const own = deps.store.evaluation(round, proposal.head)
  if (own === undefined) return wait
  const from = { content: deps.content, timeoutMs: options.fetchTimeoutMs, signal }
  const evaluations = await readEvaluations(from, view, round, bundle)
  if (isFault(evaluations))
    return evaluations.reason === 'missing' ? wait : refuse(`evaluations: ${evaluations.reason}`)
  if (!isEnough(view.sets.get(round.epoch), evaluations)) return refuse('too-few-evaluations')
  const envelope = openEnvelope(view.venue, own, addressBook(view))
  const published = evaluations.get(deps.index)
  const isUnaltered =
    !('fault' in envelope) &&
    published !== undefined &&
    equalBytes(encode(envelope.body), encode(published))
  return isUnaltered ? undefined : refuse('my evaluation is missing or altered')
}

/** Whether those who evaluated have the stake that a certificate takes. Source: docs/protocol §7.3. */
function isEnough(set: ValidatorSet | undefined, evaluations: Evaluations): boolean {
  if (set === undefined) return false
  const stake = set.indices.reduce(
    (sum, index, i) => (evaluations.has(index) ? sum + (set.weights[i] ?? 0n) : sum),
    0n,
  )
  return 3n * stake >= 2n * set.totalWeight
}

function sign(
  deps: ValidatorDeps,
  { view, round }: Scene,
  { head }: Proposal,
  evaluation: Artefact,
): Signed {
  const { run, round: number, epoch } = round
  const digest = certificateDigest(view.venue, { run, round: number, epoch, head, evaluation })
  return { digest, evaluation, signature: blsSign(deps.keys.bls, fromHex(digest)) }
}
